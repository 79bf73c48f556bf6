import { commitMessages, editFile, think } from '../helpers/model/blocks';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { useEditor } from './editor';
import { pictureSize, takePictures as takePicturesOf, wantsPictures } from './takePictures';

const settings = { 'autobot.claude.permissionMode': 'default' };

/** Pictures for people to look at; nothing is tested. */
if (wantsPictures) {
  describe('e2e/pictures', () => {
    const editor = useEditor({ ...pictureSize, settings });
    const takePictures = (name: string): Promise<void> => takePicturesOf(editor(), name, settings);

    it('of a task from the empty state to its commit', async function () {
      this.timeout(300_000);
      const { window, model } = editor();
      const timeline = new TimelineDriver(window);
      const prompt = 'Sell bananas for 25 cents, and print the receipt in upper case';
      const banana = editFile('src/prices.ts', '  apple: 40,\n', '  apple: 40,\n  banana: 25,\n');
      const label = '${quantity} ${article}';
      const upper = 'row(`${quantity} ${article.toUpperCase()}`,';
      model.load({
        lanes: [
          commitMessages('Sell bananas\n\nThey cost 25 cents.'),
          {
            name: 'fix',
            when: { prompt: 'These checks of your change failed' },
            turns: [
              { content: [editFile('src/receipt.ts', upper, `row(\`${label}\`,`)] },
              { content: ['The receipt is as it was: a test wants it so.'] },
            ],
          },
          {
            name: 'sell',
            when: { prompt },
            turns: [
              {
                content: [
                  think('Prices are in one table.'),
                  'I add **bananas** to `src/prices.ts`:\n\n- a price\n- a receipt in upper case',
                  banana,
                ],
              },
              { content: [editFile('src/receipt.ts', `row(\`${label}\`,`, upper)] },
              { content: ['Done: bananas cost **25 cents**.'] },
            ],
          },
        ],
      });
      await window.openViewContainer('Autobot');
      await window.page.locator('.part.sidebar .welcome-view').getByText('Say what you want done').waitFor();
      await timeline.open();
      await takePictures('1-empty');

      await timeline.submit(prompt);
      const question = timeline.task(prompt).locator('.permission');
      await question.waitFor();
      await takePictures('2-permission');
      await question
        .locator('vscode-button', { hasText: 'Allow for This Task' })
        .or(question.locator('vscode-button'))
        .first()
        .click();
      await question.filter({ hasText: 'receipt.ts' }).locator('vscode-button', { hasText: 'Allow Once' }).click();
      await timeline.reach(prompt, 'Gates failed');
      await timeline.press(prompt, 'Approve Anyway');
      await takePictures('3-gates-failed');

      await timeline.press(prompt, 'Approve Anyway');
      await timeline.press(prompt, 'Fix with Claude');
      await question.locator('vscode-button', { hasText: 'Allow Once' }).click();
      await timeline.reach(prompt, 'Ready for review');
      await takePictures('4-ready');
      await timeline.task(prompt).locator('.review button.path').first().click();
      await window.lenses('.editor.modified').filter({ hasText: 'Approve' }).first().waitFor();
      await takePictures('5-diff');
      await timeline.open();
      await timeline.press(prompt, 'Review Changes');
      await window.lenses().filter({ hasText: 'Approve' }).first().waitFor();
      await takePictures('6-changes');
      await timeline.open();
      await timeline.press(prompt, 'Approve Task');
      await timeline
        .task(prompt)
        .locator('.commit-panel vscode-button:not([disabled])', { hasText: /^\s*Commit\s*$/ })
        .waitFor();
      await takePictures('7-approval');
      await timeline.commit(prompt);
      await timeline.reach(prompt, 'Completed');
      await takePictures('8-completed');
    });
  });
}

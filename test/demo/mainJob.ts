import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitMessages, editFile, think } from '../helpers/model/blocks';
import type { Scenario } from '../helpers/model/scenario';
import { type Demo, type DemoOptions, inDemoWindow } from './demoWindow';
import { GitFacts } from './gitFacts';

const prompts = {
  commit: 'Sell bananas for 25 cents',
  reject: 'Print the receipt in upper case',
  mixed: 'Refuse empty articles, and round totals',
} as const;

/** From prompt to commit; from prompt to revert and undo; and a change of which one hunk is taken. */
export async function runMainJob(options: DemoOptions): Promise<void> {
  await inDemoWindow(options, undefined, async demo => {
    demo.model.load(scenario);
    const git = new GitFacts(demo.repository);
    await demo.window.openViewContainer('Autobot');
    await demo.timeline.open();
    await demo.step('A real VS Code shows a sample repository with eslint, tsc and node:test gates.', '1-start');
    await commitStory(demo, git);
    await rejectStory(demo, git);
    await mixedStory(demo, git);
  });
}

/** A task ends in a commit of exactly its change; an unrelated edit of the developer's survives, uncommitted. */
async function commitStory({ window, timeline, repository, step }: Demo, git: GitFacts): Promise<void> {
  const readme = join(repository, 'README.md');
  writeFileSync(readme, `${readFileSync(readme, 'utf8')}\nA line of the developer's own.\n`);
  const own = git.git('diff');
  const before = git.head;
  await timeline.submit(prompts.commit);
  await timeline.reach(prompts.commit, 'Ready for review');
  await step('Claude has changed the prices and a test; lint, types and tests are green.', '2-ready-for-review');

  await timeline.press(prompts.commit, 'Review Changes');
  await window.lenses().filter({ hasText: 'Approve' }).first().waitFor({ timeout: 30_000 });
  await step('The whole change is open in one native diff editor, with lenses.', '3-review-changes');
  await timeline.open();

  await timeline.press(prompts.commit, 'Approve Task');
  await timeline.reach(prompts.commit, 'Approved');
  const approved = git.git('diff', 'HEAD', '--', 'src', 'test');
  await step('The task is approved; its commit message is asked for.', '4-approved');
  const message = await timeline.commit(prompts.commit);
  await timeline.reach(prompts.commit, 'Completed');

  assert.equal(git.git('rev-parse', 'HEAD~1').trim(), before, 'one commit was made on top of what was there');
  assert.deepEqual(git.committedFiles(), ['M src/prices.ts', 'M test/basket.test.ts']);
  assert.equal(git.git('diff', 'HEAD~1', 'HEAD'), approved, 'the commit is what was approved');
  assert.equal(git.git('log', '-1', '--format=%s').trim(), message.split('\n')[0]);
  assert.equal(git.git('diff'), own, "the developer's own edit is still there, uncommitted");
  assert.equal(git.git('diff', '--cached'), '', 'nothing is left staged');
  await step(`Committed exactly that as “${message}”; the developer's own edit is untouched.`, '5-committed');
}

/** A rejected task leaves the work tree byte for byte as it was; undo brings the change back. */
async function rejectStory({ timeline, repository, step }: Demo, git: GitFacts): Promise<void> {
  const receipt = join(repository, 'src/receipt.ts');
  writeFileSync(receipt, readFileSync(receipt, 'utf8').replace('label.padEnd(16)', 'label.padEnd(16, " ")'));
  const [before, head] = [git.workTree(), git.head];
  await timeline.submit(prompts.reject);
  await timeline.reach(prompts.reject, 'Gates failed');
  const changed = git.workTree();
  assert.notDeepEqual(changed, before);
  await step('A second change breaks a test: the gate says so, with the finding.', '6-gates-failed');

  await timeline.press(prompts.reject, 'Reject');
  await timeline.fillForm(prompts.reject, 'Nobody wants to be shouted at', 'Reject and Revert');
  await timeline.reach(prompts.reject, 'Rejected');
  assert.deepEqual(git.workTree(), before, 'the work tree is byte for byte what it was');
  assert.equal(git.head, head);
  await step("Rejected: every byte is as before, the developer's edit in the same file included.", '7-rejected');

  await timeline.press(prompts.reject, 'Undo Reject');
  await timeline.reach(prompts.reject, 'Gates failed');
  assert.deepEqual(git.workTree(), changed, 'undo brought the change back');
  await step('Undone: the change is back.');

  await timeline.press(prompts.reject, 'Reject');
  await timeline.fillForm(prompts.reject, 'Still no', 'Reject and Revert');
  await timeline.reach(prompts.reject, 'Rejected');
  assert.deepEqual(git.workTree(), before);
  await step('Rejected again.');
}

/** One hunk is rejected in the diff editor, the other one committed. */
async function mixedStory({ window, timeline, repository, step }: Demo, git: GitFacts): Promise<void> {
  const path = join(repository, 'src/basket.ts');
  const original = readFileSync(path, 'utf8');
  await timeline.submit(prompts.mixed);
  await timeline.reach(prompts.mixed, 'Ready for review');
  await timeline.task(prompts.mixed).locator('.review button.path', { hasText: 'basket.ts' }).click();
  const lenses = window.lenses('.editor.modified');
  await lenses.filter({ hasText: 'Reject' }).nth(1).waitFor({ timeout: 30_000 });
  await step('A third change has two hunks; the diff shows what was there and the real file.', '8-diff-with-lenses');

  // The lens at the top of the file is the first to say Reject; the hunks follow in order.
  await window.page
    .locator('.editor.modified .codelens-decoration a', { hasText: /Reject$/ })
    .first()
    .click();
  await lenses.filter({ hasText: 'Bring Back' }).waitFor({ timeout: 30_000 });
  const left = original.replace(...rounding);
  await waitFor(() => readFileSync(path, 'utf8') === left, 'the rejected hunk is out of the file');
  await step(
    'The first hunk is rejected by its lens: it is out of the file at once, and kept to be read.',
    '9-hunk-rejected',
  );

  await window.page
    .locator('.editor.modified .codelens-decoration a', { hasText: /Approve$/ })
    .first()
    .click();
  await lenses.filter({ hasText: 'Approved' }).first().waitFor({ timeout: 30_000 });
  await timeline.open();
  const message = await timeline.commit(prompts.mixed);
  await timeline.reach(prompts.mixed, 'Completed');
  assert.deepEqual(git.committedFiles(), ['M src/basket.ts']);
  assert.equal(git.committed('src/basket.ts'), left, 'the commit holds the approved hunk alone');
  assert.equal(
    git.git('status', '--porcelain').trim(),
    'M README.md\n M src/receipt.ts',
    "the developer's edits alone are left",
  );
  await step(`The second one is committed as “${message}”, and nothing else.`, '10-all-done');
}

const emptiness: [string, string] = [
  'export function add(basket: Basket, article: string, quantity = 1): Basket {\n',
  "export function add(basket: Basket, article: string, quantity = 1): Basket {\n  if (article === '') {\n    throw new Error('an article needs a name');\n  }\n",
];
const rounding: [string, string] = [
  '  return basket.reduce((sum, line) => sum + line.quantity * priceOf(line.article), 0);\n',
  '  return Math.round(basket.reduce((sum, line) => sum + line.quantity * priceOf(line.article), 0));\n',
];

const scenario: Scenario = {
  lanes: [
    commitMessages(request => (/^\+.*banana/m.test(request.lastUser) ? 'Sell bananas' : 'Round totals to whole cents')),
    {
      name: 'commit',
      when: { prompt: prompts.commit },
      turns: [
        {
          content: [
            think('Prices are in one table.'),
            'I add bananas to the prices.',
            editFile('src/prices.ts', '  apple: 40,\n', '  apple: 40,\n  banana: 25,\n'),
          ],
        },
        {
          content: [
            'Now a test for them.',
            editFile(
              'test/basket.test.ts',
              "test('joins the same article'",
              "test('sells bananas', () => {\n  assert.equal(totalOf(add(empty, 'banana', 2)), 50);\n});\n\ntest('joins the same article'",
            ),
          ],
        },
        { content: ['Done: bananas cost **25 cents**, and a test says so.'] },
      ],
    },
    {
      name: 'reject',
      when: { prompt: prompts.reject },
      turns: [
        {
          content: [
            'I change the labels.',
            editFile('src/receipt.ts', 'row(`${quantity} ${article}`,', 'row(`${quantity} ${article.toUpperCase()}`,'),
          ],
        },
        { content: ['Done.'] },
      ],
    },
    {
      name: 'mixed',
      when: { prompt: prompts.mixed },
      turns: [
        { content: ['First the check.', editFile('src/basket.ts', ...emptiness)] },
        { content: ['Then the rounding.', editFile('src/basket.ts', ...rounding)] },
        { content: ['Both are done.'] },
      ],
    },
  ],
};

async function waitFor(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, what);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

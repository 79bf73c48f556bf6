import { describeFailure } from '../helpers/vscode/failures';
import { openEditor, type Editor, type EditorOptions } from '../helpers/vscode/fixture';
import { VsCodeWindow, type WindowOptions } from '../helpers/vscode/window';

/**
 * One window for all tests of a `describe`. The function gives it, once the tests run.
 *
 * After a failed test it prints what the extension has logged and takes a picture.
 */
export function useEditor(options: EditorOptions | (() => EditorOptions) = {}): () => Editor {
  let editor: Editor | undefined;
  before('open the editor', async () => {
    editor = await openEditor(typeof options === 'function' ? options() : options);
  });
  afterEach('tell about a failure', async function () {
    if (editor !== undefined && this.currentTest?.state === 'failed') {
      process.stdout.write(await describeFailure(this.currentTest.fullTitle(), editor.server, editor.window));
    }
  });
  after('close the editor', () => editor?.dispose());
  return () => {
    if (editor === undefined) {
      throw new Error('the editor is there only while a test runs');
    }
    return editor;
  };
}

/** Another window on an editor's server, while some work lasts. A failure is told about as the editor's own. */
export async function inWindow(
  { server }: Editor,
  options: WindowOptions,
  work: (window: VsCodeWindow) => Promise<void>,
): Promise<void> {
  const window = await VsCodeWindow.open(server, options);
  try {
    await work(window);
  } catch (error) {
    process.stdout.write(await describeFailure('another-window', server, window));
    throw error;
  } finally {
    await window.dispose();
  }
}

import { join, resolve } from 'node:path';
import { describeFailure } from '../helpers/vscode/failures';
import { openEditor, type Editor } from '../helpers/vscode/fixture';
import { TimelineDriver } from '../helpers/vscode/timeline';
import { say } from './say';

export interface DemoOptions {
  /** Folder for pictures; none are taken without it. */
  readonly pictures: string | undefined;
  /** A package to test in place of the build. */
  readonly vsix: string | undefined;
  /** A Messages API in place of the scripted model. */
  readonly modelUrl: string | undefined;
}

/** What a story of the demo works with. */
export interface Demo extends Editor {
  readonly timeline: TimelineDriver;
  /** Say what was done, and take a picture of it. */
  readonly step: (line: string, picture?: string) => Promise<void>;
}

/** Open a window, let the story run in it, and leave nothing behind. A failure comes with logs and a picture. */
export async function inDemoWindow(
  { pictures, vsix, modelUrl }: DemoOptions,
  workspace: string | undefined,
  story: (demo: Demo) => Promise<void>,
): Promise<void> {
  const editor = await openEditor({
    settings: { 'chat.disableAIFeatures': true, 'workbench.startupEditor': 'none' },
    ...(vsix !== undefined && { extension: { vsix: resolve(vsix) } }),
    ...(modelUrl !== undefined && { env: { ANTHROPIC_BASE_URL: modelUrl } }),
    ...(workspace !== undefined && { workspace }),
  });
  let count = 0;
  const step = async (line: string, picture?: string): Promise<void> => {
    say(`${String(++count).padStart(2)}. ${line}`);
    if (picture !== undefined && pictures !== undefined) {
      await editor.window.screenshot(join(pictures, `${picture}.png`));
    }
  };
  try {
    await story({ ...editor, timeline: new TimelineDriver(editor.window), step });
  } catch (error) {
    process.stderr.write(await describeFailure('demo', editor.server, editor.window));
    throw error;
  } finally {
    await editor.dispose();
  }
}

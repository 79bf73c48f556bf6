import { join, resolve } from 'node:path';
import type { Editor } from '../helpers/vscode/fixture';

/** Each with its theme, the class by which the window shows it, and its width. */
const looks = {
  light: ['Default Light Modern', '.vs', 1400],
  dark: ['Default Dark Modern', '.vs-dark', 1400],
  contrast: ['Default High Contrast', '.hc-black', 1400],
  'contrast-light': ['Default High Contrast Light', '.hc-light', 1400],
  narrow: ['Default Light Modern', '.vs', 700],
} as const;
const height = 900;
const folder = process.env['AUTOBOT_TEST_PICTURES'] ?? '';

/** Whether pictures are wanted: those for people to look at, in the folder that AUTOBOT_TEST_PICTURES names. */
export const wantsPictures = folder !== '';

export const pictureSize = { width: looks.light[2], height };

type Look = keyof typeof looks;
export const allLooks = Object.keys(looks) as Look[];

/** Give the window a look; `settings` are those that it has besides. */
export async function look({ window, server }: Editor, name: Look, settings: object): Promise<void> {
  const [theme, mark, width] = looks[name];
  server.changeSettings({ ...settings, 'workbench.colorTheme': theme });
  await window.page.setViewportSize({ width, height });
  await window.page.locator(`.monaco-workbench${mark}`).waitFor();
}

/** Take a picture of the window as it looks. */
export async function takePicture({ window }: Editor, name: string): Promise<void> {
  await window.page.waitForTimeout(500); // colours fade, and only a picture minds
  await window.screenshot(join(resolve(folder), `${name}.png`));
}

/** Take a picture in each look. None are taken unless they are wanted. */
export async function takePictures(editor: Editor, name: string, settings: object): Promise<void> {
  if (!wantsPictures) {
    return;
  }
  for (const each of allLooks) {
    await look(editor, each, settings);
    await takePicture(editor, `${name}-${each}`);
  }
  await editor.window.page.setViewportSize(pictureSize);
}

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { editFile } from '../helpers/model/blocks';
import type { Block, Lane } from '../helpers/model/scenario';

/** What Claude does with a prompt: so many answers, and a last word. */
export function plays(prompt: string, ...answers: readonly (readonly Block[])[]): Lane {
  return { name: prompt, when: { prompt }, turns: [...answers, ['Done.']].map(content => ({ content })) };
}

/** Claude replaces a whole line of a file. */
export function editLine(path: string, from: string, to: string): Block {
  return editFile(path, `${from}\n`, `${to}\n`);
}

/** Look again until it is so; a failure shows what was seen last. */
export async function eventually<T>(look: () => T | Promise<T>, expected: T, limit = 60_000): Promise<void> {
  const deadline = Date.now() + limit;
  for (;;) {
    const seen = await look();
    try {
      assert.deepEqual(seen, expected);
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await pause(50);
  }
}

/** What these elements say, with runs of white space as one space. */
export async function textsOf(elements: Locator): Promise<string[]> {
  return (await elements.allInnerTexts()).map(text => text.replaceAll(/\s+/g, ' ').trim());
}

/** Each row of a tree with its level, its label and its description. */
export async function outlineOf(rows: Locator): Promise<string[]> {
  const outline = await rows.evaluateAll(elements =>
    elements.map(element => {
      const parts = ['.label-name', '.label-description'].map(part => element.querySelector(part)?.textContent ?? '');
      return [element.getAttribute('aria-level'), ...parts].join(' ');
    }),
  );
  return outline.map(row => row.replace(/^2 .*(?= active)/, '2 DATE').replace(/\d+([.,]\d+)? s$/, 'T s'));
}

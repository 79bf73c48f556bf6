import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod';
import { figure, type Figure } from './figure';

const Parts = z.object({
  outputs: z.record(
    z.string(),
    z.object({ imports: z.array(z.object({ path: z.string(), kind: z.string(), external: z.boolean().optional() })) }),
  ),
});

/**
 * The minified extension without the wasm: extension.js, the parts that it imports when a window starts, and what these
 * load with them; against 600 kB.
 */
export function bundle(): Promise<Figure> {
  execFileSync(process.execPath, ['esbuild.mjs', '--production', '--metafile'], { stdio: 'inherit' });
  const { outputs } = Parts.parse(JSON.parse(readFileSync('dist/parts.json', 'utf8')));
  const entry = 'dist/extension.js';
  const atOnce = new Set([entry]);
  for (const part of atOnce) {
    const loaded =
      outputs[part]?.imports.filter(each => !each.external && (part === entry || each.kind === 'import-statement')) ??
      [];
    loaded.forEach(({ path }) => atOnce.add(path)); // a set also goes through what is added meanwhile
  }
  const later = Object.keys(outputs).filter(part => !atOnce.has(part));
  const note = `with what it loads at start; ${Math.round(sizeOf(later))} kB more when needed`;
  return Promise.resolve({ ...figure('bundle', 1, 'kB', sizeOf([...atOnce]), 600), note });
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size / 1000, 0);
}

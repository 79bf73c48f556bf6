import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { figure, type Figure } from './figure';

/** The minified extension without the wasm; against 600 kB. */
export function bundle(): Promise<Figure> {
  execFileSync(process.execPath, ['esbuild.mjs', '--production'], { stdio: 'inherit' });
  return Promise.resolve(figure('bundle', 1, 'kB', statSync('dist/extension.js').size / 1000, 600));
}

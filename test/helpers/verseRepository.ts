import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `line 1` to `line 12`: the text of each file of the verse repository. */
export const verse: readonly string[] = Array.from({ length: 12 }, (_, i) => `line ${i + 1}\n`);

/** The verse with some of its lines, by their numbers, replaced. */
export function verseWith(lines: Readonly<Record<number, string>>): string {
  return verse.map((line, i) => lines[i + 1] ?? line).join('');
}

/** No text may hold this word: the gate `lint` finds it. */
export const forbiddenWord = 'WRONG';

const gate = `
import { readFileSync } from 'node:fs';
const found = ['poem.txt', 'song.txt'].flatMap(file =>
  readFileSync(file, 'utf8').split('\\n').flatMap((line, i) => (line.includes('${forbiddenWord}') ? [file + ':' + (i + 1)] : [])));
found.forEach(place => console.log(place + ': error: a wrong word'));
process.exit(found.length === 0 ? 0 : 1);
`;

/** A repository with two files of twelve lines and two gates that take no time. */
export function createVerseRepository(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files = {
    'poem.txt': verse.join(''),
    'song.txt': verse.join(''),
    'lint.mjs': gate,
    'package.json': JSON.stringify({
      private: true,
      scripts: { lint: 'node lint.mjs', test: 'node --eval "console.log(1)"' },
    }),
  };
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text));
  const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: folder, stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Sam Sample');
  git('config', 'user.email', 'sam@example.com');
  git('config', 'commit.gpgSign', 'false');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Write two verses');
}

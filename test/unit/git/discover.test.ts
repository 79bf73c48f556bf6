import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DiscoverOptions, discoverRepositories, type ScanProgress } from '../../../src/git/discover';
import { scanWorker } from '../../helpers/scanWorker';

describe('git/discover', () => {
  let top: string;
  beforeEach(() => {
    top = realpathSync(mkdtempSync(join(tmpdir(), 'autobot-discover-')));
  });
  afterEach(() => execFileSync('rm', ['-rf', top])); // also paths too long for others

  const git = (path: string, ...args: string[]): void => {
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@e', '-c', 'protocol.file.allow=always'];
    execFileSync('git', ['-C', join(top, path), ...identity, ...args], { stdio: 'pipe' });
  };
  const init = (path: string, ...args: string[]): void => {
    mkdirSync(join(top, path), { recursive: true });
    git(path, 'init', '--quiet', ...args);
  };
  const commit = (path: string): void => git(path, 'commit', '--quiet', '--allow-empty', '--message', 'x');

  interface Story {
    readonly found: Record<string, string>;
    readonly problems: readonly string[];
    readonly complete: boolean;
  }
  const inTop = (text: string): string => text.replaceAll(`${top}/`, '').replaceAll(top, '.');
  async function look(folders: string | string[], options: Partial<DiscoverOptions> = {}): Promise<Story> {
    const { repositories, problems, complete } = await discoverRepositories(
      [folders].flat().map(folder => join(top, folder)),
      { workerFile: scanWorker, maxDepth: 6, exclude: ['node_modules'], ...options },
    );
    const found = repositories.map(({ root, gitFolder }) => [inTop(root), inTop(gitFolder)] as const);
    return { found: Object.fromEntries(found), problems: problems.map(inTop), complete };
  }
  const clean = { problems: [], complete: true };

  it('finds repositories in all folders, inside each other, submodules and linked work trees', async () => {
    init('one');
    init('one/nested/deep');
    init('two/app');
    init('two/node_modules/not-this');
    init('library');
    commit('library');
    commit('one');
    git('one', 'submodule', '--quiet', 'add', join(top, 'library'), 'lib');
    git('one', 'worktree', 'add', '--quiet', join(top, 'two/linked'));
    init('two/separate', `--separate-git-dir=${join(top, 'elsewhere')}`);
    const expected: Story = {
      found: {
        one: 'one/.git',
        'one/lib': 'one/.git/modules/lib',
        'one/nested/deep': 'one/nested/deep/.git',
        'two/app': 'two/app/.git',
        'two/linked': 'one/.git/worktrees/linked',
        'two/separate': 'elsewhere',
      },
      ...clean,
    };
    assert.deepEqual(await look(['one', 'two']), expected);
    const here = { maxDepth: 6, exclude: ['node_modules'] };
    const { repositories } = await discoverRepositories([join(top, 'one'), join(top, 'two')], here);
    const roots = repositories.map(({ root }) => inTop(root));
    assert.deepEqual(roots, Object.keys(expected.found), 'the same without threads');
  });

  it('finds the repository that a folder lies in, the innermost one; a folder that is open twice counts once', async () => {
    init('outer');
    init('outer/inner');
    mkdirSync(join(top, 'outer/inner/src/deep'), { recursive: true });
    symlinkSync(join(top, 'outer/inner/src'), join(top, 'link'));
    const found = { 'outer/inner': 'outer/inner/.git' };
    assert.deepEqual(await look('outer/inner/src'), { found, ...clean });
    assert.deepEqual(await look(['outer/inner/src', 'outer/inner/src/deep', 'link']), { found, ...clean });
    assert.deepEqual(await look('outer/inner/src', { around: false }), { found: {}, ...clean });
  });

  it('is not led astray by links in circles, left-over .git files and folders that cannot be read', async () => {
    init('one');
    symlinkSync(top, join(top, 'one/loop'));
    mkdirSync(join(top, 'one/broken'));
    writeFileSync(join(top, 'one/broken/.git'), 'gitdir: /nowhere\n');
    mkdirSync(join(top, 'one/empty/.git'), { recursive: true });
    writeFileSync(join(top, 'one/odd'), '');
    // A path longer than the system takes: unreadable for every user.
    const name = 'x'.repeat(250);
    const dig = `for (let i = 0; i < 17; i++) { fs.mkdirSync('${name}'); process.chdir('${name}'); }`;
    execFileSync(process.execPath, ['-e', dig], { cwd: join(top, 'one') });
    const { found, problems, complete } = await look('one', { maxDepth: 30 });
    assert.deepEqual([found, complete], [{ one: 'one/.git' }, true]);
    assert.deepEqual(problems.map(problem => problem.replace(/(one\/)?(x{250}\/?)+/, '')).toSorted(), [
      ' could not be read (ENAMETOOLONG)',
      'one/broken/.git is not what git makes: it is left over or broken.',
      'one/empty/.git is not what git makes: it is left over or broken.',
    ]);
  });

  it('names bare repositories, and finds work trees of them', async () => {
    init('bare.git', '--bare');
    init('project');
    commit('project');
    git('project', 'config', 'core.bare', 'true');
    git('project', 'worktree', 'add', '--quiet', join(top, 'project/main'));
    const words = (path: string): string =>
      `${path} is a bare repository, without files to work on. Add a work tree with “git worktree add”, and open that.`;
    assert.deepEqual(await look('bare.git'), { found: {}, problems: [words('bare.git')], complete: true });
    assert.deepEqual(await look('project'), {
      found: { 'project/main': 'project/.git/worktrees/main' },
      problems: [words('project')],
      complete: true,
    });
  });

  it('keeps to the depth, to the names that are left out, and to the time', async () => {
    init('one/a/b');
    init('one/c');
    assert.deepEqual((await look('one', { maxDepth: 1 })).found, { 'one/c': 'one/c/.git' });
    assert.deepEqual((await look('one', { exclude: ['c'] })).found, { 'one/a/b': 'one/a/b/.git' });
    assert.deepEqual(await look('one', { timeLimit: 0 }), {
      found: {},
      problems: ['Not all folders were looked into within 0 s: leave some out with autobot.scan.exclude.'],
      complete: false,
    });
    assert.deepEqual(await look('gone'), {
      found: {},
      problems: ["gone could not be read (ENOENT: no such file or directory, realpath 'gone')"],
      complete: true,
    });
  });

  it('says how far it is, and can be cancelled', async () => {
    for (let i = 0; i < 3; i++) {
      init(`one/r${i}`);
    }
    const told: ScanProgress[] = [];
    await look('one', { onProgress: progress => told.push(progress) });
    assert.deepEqual(told.at(-1), { folders: 4, repositories: 3 });
    const abort = new AbortController();
    const cancelled = look('one', { signal: abort.signal, onProgress: () => abort.abort() });
    await assert.rejects(cancelled, { name: 'AbortError' });
  });
});

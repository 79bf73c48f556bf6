import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodePaths } from '../../../src/core/gitPath';
import { maxUntrackedBytes, takeSnapshot } from '../../../src/git/snapshotTree';
import { TestRepository } from '../../helpers/repository';

/** A row: what the developer's repository is like, and what its snapshot must hold. */
describe('git/snapshot of any repository', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = TestRepository.create({ 'a.txt': 'one\n', 'b.txt': 'two\n', '.gitignore': '*.log\n' });
  });
  afterEach(() => repository.dispose());

  const at = (name: string): string => join(repository.path, name);
  const git = (folder: string, ...args: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@e', ...args], { cwd: at(folder), stdio: 'pipe' });
  /** Take a snapshot; the developer's own state must read as before. Gives `mode path: content` lines and what was left out. */
  const snapshot = async (also: string[] = []): Promise<{ files: string[]; leftOut: string[] }> => {
    const before = [repository.state(), readdirSync(at('.git')).toSorted()];
    const { tree, leftOut } = await takeSnapshot(repository.path, { also });
    assert.deepEqual([repository.state(), readdirSync(at('.git')).toSorted()], before);
    const entries = decodePaths(execFileSync('git', ['ls-tree', '-r', '-z', tree], { cwd: repository.path }));
    const files = entries
      .split('\0')
      .slice(0, -1)
      .map(entry => {
        const [mode = '', type, id = ''] = entry.slice(0, entry.indexOf('\t')).split(' ');
        const content = type === 'blob' ? repository.git('cat-file', 'blob', id) : 'another repository';
        return `${mode} ${entry.slice(entry.indexOf('\t') + 1)}: ${content}`;
      });
    return { files, leftOut: leftOut.map(({ path, why }) => `${path}: ${why}`) };
  };
  const ignore = '100644 .gitignore: *.log\n';
  const one = '100644 a.txt: one\n';
  const two = '100644 b.txt: two\n';

  it('untracked files are in, also deep ones; empty folders and ignored files are not', async () => {
    repository.write({ 'new/deep/c.txt': 'c\n', 'x.log': 'ignored' });
    mkdirSync(at('empty'));
    assert.deepEqual(await snapshot(), { files: [ignore, one, two, '100644 new/deep/c.txt: c\n'], leftOut: [] });
  });

  it('an ignored file is in when it is named', async () => {
    repository.write({ 'x.log': 'ignored', 'deep/y.log': 'too', 'z.log': 'not named' });
    assert.deepEqual(await snapshot(['x.log', 'deep/y.log', 'gone.log', 'deep']), {
      files: [ignore, one, two, '100644 deep/y.log: too', '100644 x.log: ignored'],
      leftOut: [],
    });
  });

  it('staged, unstaged, deleted and only intended files are as they are on disk', async () => {
    repository.write({ 'a.txt': 'staged\n', 'intended.txt': 'i\n', 'added.txt': 'a\n', 'gone.txt': 'g\n' });
    repository.git('add', 'a.txt', 'added.txt', 'gone.txt');
    repository.git('add', '--intent-to-add', 'intended.txt');
    repository.write({ 'a.txt': 'unstaged\n' });
    ['b.txt', 'gone.txt'].forEach(name => repository.remove(name));
    assert.deepEqual((await snapshot()).files, [
      ignore,
      '100644 a.txt: unstaged\n',
      '100644 added.txt: a\n',
      '100644 intended.txt: i\n',
    ]);
  });

  it('a file that git forgot but has on disk, and one that it was told to ignore only later', async () => {
    repository.git('rm', '--quiet', '--cached', 'a.txt');
    repository.write({ '.gitignore': 'b.txt\n' });
    assert.deepEqual((await snapshot()).files, ['100644 .gitignore: b.txt\n', one, two]);
  });

  it('files that git was told not to look at', async () => {
    repository.git('update-index', '--assume-unchanged', 'a.txt');
    repository.git('update-index', '--skip-worktree', 'b.txt');
    repository.write({ 'a.txt': 'my own\n', 'b.txt': 'my own too\n' });
    assert.deepEqual((await snapshot()).files, [ignore, '100644 a.txt: my own\n', '100644 b.txt: my own too\n']);
    assert.equal(repository.git('ls-files', '-v', 'a.txt', 'b.txt'), 'h a.txt\nS b.txt\n');
    repository.remove('b.txt');
    assert.deepEqual((await snapshot()).files, [ignore, '100644 a.txt: my own\n', two]);
  });

  it('modes, links, also to nowhere and out of the repository, and empty files', async () => {
    chmodSync(at('a.txt'), 0o755);
    symlinkSync('/etc', at('out'));
    symlinkSync('nowhere', at('broken'));
    repository.write({ empty: '' });
    assert.deepEqual((await snapshot(['out/passwd'])).files, [
      ignore,
      '100755 a.txt: one\n',
      two,
      '120000 broken: nowhere',
      '100644 empty: ',
      '120000 out: /etc',
    ]);
  });

  it('a file in place of a folder, a folder in place of a file, a link in place of either', async () => {
    repository.write({ 'folder/x.txt': 'x\n', 'folder2/y.txt': 'y\n' });
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--message', 'folders');
    ['folder', 'folder2', 'a.txt'].forEach(name => repository.remove(name));
    repository.write({ folder: 'file now\n', 'a.txt/inner.txt': 'inner\n', 'elsewhere/y.txt': 'y\n' });
    symlinkSync('elsewhere', at('folder2'));
    assert.deepEqual((await snapshot()).files, [
      ignore,
      '100644 a.txt/inner.txt: inner\n',
      two,
      '100644 elsewhere/y.txt: y\n',
      '100644 folder: file now\n',
      '120000 folder2: elsewhere',
    ]);
  });

  it('names of any bytes', async () => {
    const names = [
      'sp ace',
      'quo"te',
      'tab\tnew\nline',
      '-dash',
      '--output=x',
      ':(top)x',
      '*',
      'ünï 😀',
      'back\\slash',
    ];
    repository.write(Object.fromEntries(names.map(name => [name, 'x'])));
    writeFileSync(Buffer.concat([Buffer.from(`${repository.path}/caf`), Buffer.of(0xe9, 0xff)]), 'latin1');
    const { files } = await snapshot();
    assert.deepEqual(
      files.filter(line => !line.endsWith('\n')).toSorted(),
      [...names.map(name => `100644 ${name}: x`), '100644 caf\uefe9\uefff: latin1'].toSorted(),
    );
  });

  it('nested repositories are out, and that is said: with and without a commit, in place of a file, ignored', async () => {
    for (const name of ['with', 'without', 'deep/er', 'x.log']) {
      mkdirSync(at(name), { recursive: true });
      git(name, 'init', '--quiet');
      repository.write({ [`${name}/inside.txt`]: 'x' });
    }
    git('with', 'add', '.');
    git('with', 'commit', '--quiet', '--message', 'x');
    repository.remove('a.txt');
    execFileSync('cp', ['-r', at('with'), at('a.txt')]);
    assert.deepEqual(await snapshot(['with/inside.txt', 'x.log/inside.txt', 'deep/er/inside.txt']), {
      files: [ignore, two],
      leftOut: ['a.txt: repository', 'deep/er: repository', 'with: repository', 'without: repository'],
    });
  });

  it('what is in submodules is out, and that is said; which commit they are at stays as it was', async () => {
    const inner = TestRepository.create({ 'inner.txt': 'inner\n' });
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'sub');
    repository.git('commit', '--quiet', '--message', 'submodule');
    repository.write({ 'sub/inner.txt': 'changed\n', 'sub/new.txt': 'new\n' });
    git('sub', 'commit', '--quiet', '--all', '--message', 'moved on');
    const { files, leftOut } = await snapshot(['sub/inner.txt']);
    assert.deepEqual(files.slice(2), [one, two, '160000 sub: another repository']);
    assert.deepEqual(leftOut, ['sub: submodule']);
    inner.dispose();
  });

  it('huge untracked files are out, and that is said; tracked or named they are in', async () => {
    repository.write({ 'huge.bin': '' });
    truncateSync(at('huge.bin'), maxUntrackedBytes + 1);
    assert.deepEqual(await snapshot(), { files: [ignore, one, two], leftOut: ['huge.bin: size'] });
    truncateSync(at('huge.bin'), maxUntrackedBytes);
    const { tree, leftOut } = await takeSnapshot(repository.path);
    assert.match(repository.git('ls-tree', tree, 'huge.bin'), /huge\.bin/);
    assert.deepEqual(leftOut, []);
  });

  it('in the middle of a merge, what is on disk', async () => {
    repository.git('checkout', '--quiet', '-b', 'other');
    repository.write({ 'a.txt': 'theirs\n' });
    repository.git('commit', '--quiet', '--all', '--message', 'theirs');
    repository.git('checkout', '--quiet', 'main');
    repository.write({ 'a.txt': 'ours\n' });
    repository.git('rm', '--quiet', 'b.txt');
    repository.git('commit', '--quiet', '--all', '--message', 'ours');
    assert.throws(() => repository.git('merge', 'other'));
    const { files } = await snapshot();
    assert.deepEqual(files, [ignore, '100644 a.txt: <<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n']);
    repository.remove('a.txt');
    assert.deepEqual((await snapshot()).files, [ignore]);
  });

  it('with a split index, which stays as it is', async () => {
    repository.git('update-index', '--split-index');
    repository.write({ 'a.txt': 'changed\n', 'new.txt': 'n\n' });
    assert.ok(readdirSync(at('.git')).some(name => name.startsWith('sharedindex.')));
    assert.deepEqual((await snapshot()).files, [ignore, '100644 a.txt: changed\n', two, '100644 new.txt: n\n']);
  });

  for (const sparseIndex of [false, true]) {
    it(`with a sparse checkout${sparseIndex ? ' and a sparse index' : ''}: what is not there is as in HEAD`, async () => {
      repository.write({ 'in/x.txt': 'x\n', 'out/y.txt': 'y\n', 'out/z.txt': 'z\n' });
      repository.git('add', '--all');
      repository.git('commit', '--quiet', '--message', 'folders');
      repository.git('sparse-checkout', 'init', '--cone', ...(sparseIndex ? ['--sparse-index'] : []));
      repository.git('sparse-checkout', 'set', 'in');
      assert.throws(() => repository.read('out/y.txt'));
      repository.write({ 'in/x.txt': 'changed\n', 'out/y.txt': 'written all the same\n', 'out/new.txt': 'n\n' });
      assert.deepEqual((await snapshot()).files, [
        ignore,
        one,
        two,
        '100644 in/x.txt: changed\n',
        '100644 out/new.txt: n\n',
        '100644 out/y.txt: written all the same\n',
        '100644 out/z.txt: z\n',
      ]);
    });
  }

  it('filters as git-lfs has them are applied; where they fail, the file is as git has it, and that is said', async () => {
    repository.write({ '.gitattributes': '*.bin filter=big\n' });
    repository.git('config', 'filter.big.clean', 'echo pointer');
    repository.git('config', 'filter.big.required', 'true');
    repository.write({ 'new.bin': 'content' });
    const attributes = '100644 .gitattributes: *.bin filter=big\n';
    assert.deepEqual((await snapshot()).files, [attributes, ignore, one, two, '100644 new.bin: pointer\n']);
    repository.git('config', 'filter.big.clean', 'no-such-program-here');
    repository.write({ 'a.txt': 'changed\n' });
    const { files, leftOut } = await snapshot();
    assert.deepEqual(files, [attributes, ignore, '100644 a.txt: changed\n', two]);
    assert.deepEqual(leftOut, ['new.bin: refused']);
  });

  it('line ends and encodings are in git’s own form, also where core.safecrlf would refuse', async () => {
    repository.git('config', 'core.autocrlf', 'true');
    repository.git('config', 'core.safecrlf', 'true');
    repository.write({
      '.gitattributes': '*.u16 text working-tree-encoding=UTF-16LE-BOM\n',
      'a.txt': 'one\r\ntwo\r\n',
      'mixed.txt': 'one\r\ntwo\n',
      'wide.u16': Buffer.from('\ufeffwide\n', 'utf16le'),
    });
    assert.deepEqual((await snapshot()).files.slice(2), [
      '100644 a.txt: one\ntwo\n',
      two,
      '100644 mixed.txt: one\ntwo\n',
      '100644 wide.u16: wide\n',
    ]);
  });

  it('where git is told that the file system knows no executable bits and no case', async () => {
    repository.git('config', 'core.fileMode', 'false');
    repository.git('config', 'core.ignoreCase', 'true');
    chmodSync(at('a.txt'), 0o755);
    repository.write({ 'b.txt': 'changed\n', 'C.txt': 'c\n' });
    assert.deepEqual((await snapshot()).files, [ignore, '100644 C.txt: c\n', one, '100644 b.txt: changed\n']);
  });

  it('a linked work tree, and a repository with SHA-256', async () => {
    const linked = `${repository.path}-linked`;
    repository.git('worktree', 'add', '--quiet', linked);
    writeFileSync(join(linked, 'only here.txt'), 'x\n');
    const { tree } = await takeSnapshot(linked);
    assert.match(repository.git('ls-tree', '-r', '--name-only', tree), /only here\.txt/);
    rmSync(linked, { recursive: true });

    const folder = `${repository.path}-sha256`;
    execFileSync('git', ['init', '--quiet', '--object-format=sha256', folder]);
    writeFileSync(join(folder, 'x.txt'), 'x\n');
    assert.match((await takeSnapshot(folder)).tree, /^[0-9a-f]{64}$/);
    rmSync(folder, { recursive: true });
  });

  it('a bare-looking folder in the work tree is files like any other', async () => {
    execFileSync('git', ['init', '--quiet', '--bare', at('bare')]);
    rmSync(at('bare/hooks'), { recursive: true });
    const { files, leftOut } = await snapshot();
    assert.ok(files.some(line => line.startsWith('100644 bare/HEAD: ')));
    assert.deepEqual(leftOut, []);
  });
});

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { GitFacts } from '../../demo/gitFacts';
import { TestRepository } from '../../helpers/repository';
import { TestReview } from '../../helpers/testReview';

const text = Array.from({ length: 12 }, (_, i) => `line ${i + 1}\n`).join('');
const utf16 = (words: string): Buffer => Buffer.from(`\ufeff${words}`, 'utf16le');

/** The folder of one row, with git for all of it. */
class Place {
  constructor(
    readonly repository: TestRepository,
    readonly folder: string,
  ) {}

  get path(): string {
    return join(this.repository.path, this.folder);
  }

  write(files: Record<string, string | Buffer>): void {
    this.repository.write(
      Object.fromEntries(Object.entries(files).map(([name, content]) => [join(this.folder, name), content])),
    );
  }

  remove(name: string): void {
    this.repository.remove(join(this.folder, name));
  }

  stage(name: string): void {
    this.repository.git('add', '--', join(this.folder, name));
  }
}

interface Row {
  readonly files: Record<string, string | Buffer>;
  /** What the developer has done before the task, besides. */
  readonly before?: (place: Place) => void;
  readonly claude: (place: Place) => void;
  /** What the developer does to the files after it, in the tree with and in the tree without Claude's change. */
  readonly after?: (place: Place) => void;
}

const path = (place: Place, name: string): string => join(place.path, name);
const edit = (place: Place, name: string, from: string, to: string): void => {
  const old = readFileSync(path(place, name), 'latin1');
  assert.ok(old.includes(from));
  place.write({ [name]: Buffer.from(old.replace(from, to), 'latin1') });
};

/** All at once, each in a folder of its own: rejected, compared byte for byte with what would be there without Claude, undone. */
const rows: Record<string, Row> = {
  'a modified, a new, and a deleted file': {
    files: { 'a.txt': text, 'gone.txt': 'gone\n' },
    claude: r => {
      edit(r, 'a.txt', 'line 3', 'Claude');
      r.write({ 'new/deep.txt': 'new\n' });
      r.remove('gone.txt');
    },
  },
  'edits of the developer before and after, in the same file': {
    files: { 'a.txt': text },
    before: r => edit(r, 'a.txt', 'line 2', 'mine 2'),
    claude: r => edit(r, 'a.txt', 'line 6', 'Claude 6'),
    after: r => edit(r, 'a.txt', 'line 11', 'mine 11'),
  },
  'lines of the developer right before and right after Claude’s': {
    files: { 'a.txt': text },
    claude: r => edit(r, 'a.txt', 'line 6', 'Claude 6'),
    after: r => {
      edit(r, 'a.txt', 'line 5', 'mine 5');
      edit(r, 'a.txt', 'line 7', 'mine 7');
    },
  },
  'a staged new file, an ignored one and an untracked one of the developer': {
    files: { 'a.txt': text, '.gitignore': '*.log\n' },
    before: r => {
      r.write({ 'staged.txt': 's\n', 'my.log': 'log\n', 'loose.txt': 'l\n' });
      r.stage('staged.txt');
    },
    claude: r => {
      edit(r, 'a.txt', 'line 6', 'Claude 6');
      edit(r, 'staged.txt', 's', 'Claude');
      edit(r, 'loose.txt', 'l', 'Claude');
    },
  },
  'a file where a folder was': {
    files: { 'x/a.txt': 'a\n', 'x/b/c.txt': 'c\n' },
    claude: r => {
      r.remove('x');
      r.write({ x: 'a file\n' });
    },
  },
  'a folder where a file was': {
    files: { x: 'a file\n' },
    claude: r => {
      r.remove('x');
      r.write({ 'x/a.txt': 'a\n', 'x/b/c.txt': 'c\n' });
    },
  },
  'a link where a folder was, to another one': {
    files: { 'x/a.txt': 'a\n', 'y/a.txt': 'other\n' },
    claude: r => {
      r.remove('x');
      symlinkSync('y', path(r, 'x'));
    },
  },
  'a rename': {
    files: { 'old.txt': text },
    claude: r => renameSync(path(r, 'old.txt'), path(r, 'new.txt')),
  },
  'a rename into a folder, with an edit': {
    files: { 'old.txt': text },
    claude: r => {
      mkdirSync(path(r, 'folder'));
      renameSync(path(r, 'old.txt'), path(r, 'folder/new.txt'));
      edit(r, 'folder/new.txt', 'line 3', 'Claude 3');
    },
  },
  'two files that changed places': {
    files: { 'a.txt': text, 'b.txt': text.replaceAll('line', 'verse') },
    claude: r => {
      renameSync(path(r, 'a.txt'), path(r, 'c.txt'));
      renameSync(path(r, 'b.txt'), path(r, 'a.txt'));
      renameSync(path(r, 'c.txt'), path(r, 'b.txt'));
    },
  },
  'a new mode, and the developer’s edit after it': {
    files: { 'run.sh': text },
    claude: r => chmodSync(path(r, 'run.sh'), 0o755),
    after: r => edit(r, 'run.sh', 'line 4', 'mine 4'),
  },
  'a link that points elsewhere, a link that became a file, a file that became a link': {
    files: { 'a.txt': 'a\n', 'c.txt': 'c\n' },
    before: r => {
      symlinkSync('a.txt', path(r, 'one'));
      symlinkSync('a.txt', path(r, 'two'));
    },
    claude: r => {
      unlinkSync(path(r, 'one'));
      symlinkSync('/etc/passwd', path(r, 'one'));
      unlinkSync(path(r, 'two'));
      r.write({ two: 'a file\n' });
      unlinkSync(path(r, 'c.txt'));
      symlinkSync('nowhere', path(r, 'c.txt'));
    },
  },
  'binary files, empty files': {
    files: { 'a.bin': Buffer.from([0, 1, 2, 255]), empty: '', full: 'x' },
    claude: r =>
      r.write({ 'a.bin': Buffer.from([0, 9]), 'b.bin': Buffer.alloc(70_000), empty: 'x', full: '', other: '' }),
  },
  'CRLF, mixed line ends, a byte order mark, no last newline': {
    files: { crlf: 'a\r\nb\r\nc\r\n', mixed: 'a\r\nb\nc\r\n', bom: '\ufeffa\nb\n', open: 'a\nb', other: 'a\nb\n' },
    claude: r => {
      edit(r, 'crlf', 'b', 'B');
      edit(r, 'mixed', 'b\n', 'B\r\n');
      edit(r, 'bom', 'b', 'B');
      edit(r, 'open', 'b', 'b\n');
      edit(r, 'other', 'b\n', 'b');
    },
    after: r => edit(r, 'crlf', 'a', 'mine'),
  },
  'line ends that git translates': {
    files: { '.gitattributes': '* text=auto eol=crlf\n', 'a.txt': text.replaceAll('\n', '\r\n') },
    claude: r => edit(r, 'a.txt', 'line 6', 'Claude 6'),
    after: r => edit(r, 'a.txt', 'line 11', 'mine 11'),
  },
  'attributes that changed with the file': {
    files: { 'a.txt': text },
    claude: r =>
      r.write({ '.gitattributes': '*.txt eol=crlf\n', 'a.txt': text.replaceAll('\n', '\r\n').replace('3', 'C') }),
  },
  'UTF-16 and bytes that are no UTF-8': {
    files: { 'wide.txt': utf16('ein Wort\n'), 'latin.txt': Buffer.from('caf\xe9\nb\nc\n', 'latin1') },
    claude: r => {
      r.write({ 'wide.txt': utf16('zwei W\u00f6rter\n') });
      edit(r, 'latin.txt', 'caf\xe9', 'th\xe9');
    },
    after: r => edit(r, 'latin.txt', 'c\n', '\xfc\n'),
  },
  'a read-only file, and one that nobody else may read': {
    files: { 'a.txt': text, 'secret.txt': text },
    before: r => {
      chmodSync(path(r, 'a.txt'), 0o444);
      chmodSync(path(r, 'secret.txt'), 0o600);
    },
    claude: r => {
      chmodSync(path(r, 'a.txt'), 0o644);
      edit(r, 'a.txt', 'line 6', 'Claude 6');
      chmodSync(path(r, 'a.txt'), 0o444);
      edit(r, 'secret.txt', 'line 6', 'Claude 6');
    },
  },
  'names that only git can hold': {
    files: {
      ' a': '1\n',
      'new\nline': '2\n',
      '"q"': '3\n',
      ':(top)': '4\n',
      '*': '5\n',
      '-x': '6\n',
      'ü😀': '7\n',
      'b\\c': '8\n',
    },
    claude: r => {
      for (const [i, name] of [' a', 'new\nline', '"q"', ':(top)', '*', '-x', 'ü😀', 'b\\c'].entries()) {
        r.write({ [name]: `Claude ${i}\n`, [`./${name}/../d${i}\n`]: 'x' });
      }
    },
  },
  'a hundred thousand lines': {
    files: { 'long.txt': Array.from({ length: 200_000 }, (_, i) => `${i}\n`).join('') },
    claude: r => edit(r, 'long.txt', '\n100\n', '\nClaude\n'),
    after: r => edit(r, 'long.txt', '\n199998\n', '\nmine\n'),
  },
};

describe('app/rejections', () => {
  let repository: TestRepository;
  let test: TestReview;

  async function start(files: Record<string, string | Buffer>): Promise<void> {
    repository = TestRepository.create(files);
    test = await TestReview.start(repository);
  }
  const write = (files: Record<string, string>) => (): void => repository.write(files);

  describe('gives back exactly the developer’s state, and brings every byte back on undo:', () => {
    type Tree = Record<string, string>;
    const trees: { expected: Tree; left: Tree; rejected: Tree; undone: Tree; again: Tree }[] = [];
    const states: Record<string, string>[] = [];
    const outcomes: unknown[] = [];
    before(async function () {
      this.timeout(60_000);
      const files = Object.entries(rows).flatMap(([folder, row]) =>
        Object.entries(row.files).map(([name, content]) => [join(folder, name), content] as const),
      );
      await start(Object.fromEntries(files));
      const git = new GitFacts(repository.path);
      const each = (work: (row: Row, place: Place) => void): void =>
        Object.entries(rows).forEach(([folder, row]) => work(row, new Place(repository, folder)));
      each(({ before: first }, place) => first?.(place));
      each(({ after: later }, place) => later?.(place));
      const expected = git.workTree();
      states.push(repository.state());
      each(({ files: own, before: first, after: later }, place) => {
        if (later) {
          place.write(own); // once more without, and then with Claude's change
          first?.(place);
        }
      });
      await test.run(() => each(({ claude }, place) => claude(place)));
      each(({ after: later }, place) => later?.(place));
      const left = git.workTree();
      const reject = async (): Promise<Tree> => {
        const { overlaps, failed, differs } = await test.app.actions.rejectTask(test.task.id, null);
        outcomes.push({ overlaps, failed, differs });
        states.push(repository.state());
        return git.workTree();
      };
      const rejected = await reject();
      await test.app.actions.undoReject(test.task.id);
      const undone = git.workTree();
      trees.push({ expected, left, rejected, undone, again: await reject() });
    });
    after(() => test.dispose());

    for (const folder of Object.keys(rows)) {
      it(folder, () => {
        const [tree] = trees;
        assert.ok(tree);
        const own = (all: Tree): Tree =>
          Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith(`${folder}/`)));
        assert.notDeepEqual(own(tree.left), own(tree.expected));
        assert.deepEqual(own(tree.rejected), own(tree.expected));
        assert.deepEqual(own(tree.undone), own(tree.left));
        assert.deepEqual(own(tree.again), own(tree.expected), 'rejected again');
      });
    }

    it('says that all went as asked, and leaves HEAD, index, stash and reflog as they were', () => {
      const fine = { overlaps: [], failed: [], differs: [] };
      assert.deepEqual(outcomes, [fine, fine]);
      assert.deepEqual(states[1], states[0]);
      assert.deepEqual(states[2], states[0]);
    });
  });

  describe('stories', () => {
    afterEach(() => test.dispose());
    const two = text.replace('line 3\n', 'Claude 3\n').replace('line 9\n', 'Claude 9\n');
    const states = async (name = 'a.txt'): Promise<string[]> => {
      const { files } = await test.app.review.change(test.task);
      const file = files.find(candidate => candidate.path === name);
      return file?.hunks.map(test.app.review.stateOf(test.task, name)) ?? [];
    };

    it('brings one hunk back of a file that was rejected as a whole, with the developer’s tweak in it', async () => {
      await start({ 'a.txt': text });
      await test.run(write({ 'a.txt': two }));
      repository.write({ 'a.txt': two.replace('Claude 9', 'Claude 9, tweaked') });
      await test.app.actions.rejectTask(test.task.id, null);
      assert.equal(repository.read('a.txt'), text);
      const [, ninth = ''] = await test.hunks('a.txt');
      await test.app.actions.undoDecision(test.task.id, 'a.txt', ninth);
      assert.equal(repository.read('a.txt'), text.replace('line 9', 'Claude 9, tweaked'));
      assert.deepEqual([await states(), test.task.status], [['rejected', 'pending'], 'waiting_approval']);
    });

    it('undoes the latest rejection of several, then the one before, and says when there is none left', async () => {
      await start({ 'a.txt': text, 'b.txt': 'b\n' });
      await test.run(write({ 'a.txt': two, 'b.txt': 'B\n' }));
      const [third = '', ninth = ''] = await test.hunks('a.txt');
      await test.rejectHunk('a.txt', third);
      repository.write({ 'a.txt': repository.read('a.txt').replace('line 12', 'mine 12') });
      await test.rejectHunk('a.txt', ninth);
      const mine = text.replace('line 12', 'mine 12');
      assert.equal(repository.read('a.txt'), mine);
      await test.app.actions.undoReject(test.task.id);
      assert.equal(repository.read('a.txt'), mine.replace('line 9', 'Claude 9'));
      await test.app.actions.undoReject(test.task.id);
      assert.equal(repository.read('a.txt'), two.replace('line 12', 'mine 12'));
      assert.deepEqual(await states(), ['pending', 'pending']);
      await assert.rejects(test.app.actions.undoReject(test.task.id), /was not rejected: it is waiting approval/);
    });

    it('gives back the approval that a rejection hid', async () => {
      await start({ 'a.txt': text });
      await test.run(write({ 'a.txt': two }));
      const [third = ''] = await test.hunks('a.txt');
      await test.app.actions.approveHunks(test.task.id, new Map([['a.txt', new Set([third])]]));
      await test.app.actions.rejectTask(test.task.id, null);
      assert.deepEqual(await states(), ['rejected', 'rejected']);
      await test.app.actions.undoReject(test.task.id);
      assert.deepEqual(await states(), ['approved', 'pending']);
    });

    const overlapping = two.replace('Claude 3\nline 4\n', 'mine 3\nmine 4\n');
    for (const [answer, expected, decided] of [
      ['leave', overlapping.replace('Claude 9', 'line 9'), ['pending', 'rejected']],
      ['keepMine', overlapping.replace('Claude 9', 'line 9'), ['rejected', 'rejected']],
      ['putBack', text, ['rejected', 'rejected']],
    ] as const) {
      it(`does what was answered where both wrote (${answer}), and undo brings the developer’s lines back`, async () => {
        await start({ 'a.txt': text });
        await test.run(write({ 'a.txt': two }));
        repository.write({ 'a.txt': overlapping });
        const [third = ''] = await test.hunks('a.txt');
        const { overlaps } = await test.app.actions.rejectTask(test.task.id, null, answer);
        const told = [{ path: 'a.txt', hunks: [third], line: 2, canPutBack: true }];
        assert.deepEqual(overlaps, answer === 'leave' ? told : []);
        assert.deepEqual([repository.read('a.txt'), await states()], [expected, decided]);
        await test.app.actions.undoReject(test.task.id);
        assert.deepEqual([repository.read('a.txt'), await states()], [overlapping, ['pending', 'pending']]);
      });
    }

    it('answers hunk by hunk, also for files that are decided as a whole', async () => {
      await start({
        'a.bin': Buffer.from([0, 1]),
        'b.bin': Buffer.from([0, 1]),
        'gone.txt': 'gone\n',
        'moved.txt': text,
      });
      await test.run(() => {
        repository.write({ 'a.bin': Buffer.from([0, 2]), 'b.bin': Buffer.from([0, 2]) });
        repository.remove('gone.txt');
        renameSync(join(repository.path, 'moved.txt'), join(repository.path, 'there.txt'));
      });
      const mine = {
        'a.bin': '\0mine',
        'b.bin': '\0mine',
        'gone.txt': 'mine\n',
        'there.txt': text.replace('7', 'mine'),
      };
      repository.write(mine);
      const hunk = async (name: string): Promise<string> => (await test.hunks(name))[0] ?? '';
      const answers = new Map([
        [await hunk('a.bin'), 'putBack' as const],
        [await hunk('gone.txt'), 'keepMine' as const],
      ]);
      const { overlaps } = await test.app.actions.rejectTask(test.task.id, null, answers);
      assert.deepEqual(overlaps, [{ path: 'b.bin', hunks: [await hunk('b.bin')], line: 0, canPutBack: true }]);
      assert.deepEqual(
        ['a.bin', 'b.bin', 'gone.txt', 'moved.txt'].map(name => repository.read(name)),
        ['\0\x01', '\0mine', 'mine\n', mine['there.txt']],
        'the developer’s line moved back with the file',
      );
      assert.match(test.task.detail ?? '', /^Your own edits were kept where they overlap: b\.bin\.$/);
      await test.app.actions.undoReject(test.task.id);
      assert.deepEqual(Object.fromEntries(Object.keys(mine).map(name => [name, repository.read(name)])), mine);
    });

    it('undoes around what the developer has written since, asks where it cannot, and does what is answered', async () => {
      await start({ 'a.txt': text });
      await test.run(write({ 'a.txt': two }));
      await test.app.actions.rejectTask(test.task.id, null);
      const since = text.replace('line 3\n', 'mine 3\n').replace('line 6\n', 'mine 6\n');
      repository.write({ 'a.txt': since });
      const [third = '', ninth = ''] = await test.hunks('a.txt');
      const { overlaps } = await test.app.actions.undoReject(test.task.id);
      assert.deepEqual(overlaps, [{ path: 'a.txt', hunks: [third, ninth], line: 2, canPutBack: true }]);
      assert.deepEqual([repository.read('a.txt'), await states()], [since, ['rejected', 'rejected']]);

      await test.app.actions.undoDecision(test.task.id, 'a.txt', ninth);
      assert.equal(repository.read('a.txt'), since.replace('line 9', 'Claude 9'));
      await test.app.actions.undoDecision(test.task.id, 'a.txt', third, 'putBack');
      assert.equal(repository.read('a.txt'), two.replace('line 6', 'mine 6'));
      assert.deepEqual(await states(), ['pending', 'pending']);
    });

    it('does the rest when one file cannot be written, says which and why, and stays in review', async () => {
      await start({ x: 'a file\n', 'b.txt': 'b\n' });
      await test.run(() => {
        repository.remove('x');
        repository.write({ 'x/Claude.txt': 'c\n', 'b.txt': 'B\n', '.gitignore': '*.log\n' });
      });
      repository.write({ 'x/mine.log': 'ignored\n' });
      const { failed } = await test.app.actions.rejectTask(test.task.id, null);
      assert.deepEqual(failed, [{ path: 'x', why: 'a folder with other files is in its place' }]);
      assert.deepEqual([repository.read('b.txt'), repository.read('x/mine.log')], ['b\n', 'ignored\n']);
      assert.deepEqual(
        [test.task.status, await states('x'), await states('b.txt')],
        ['waiting_approval', ['pending'], ['rejected']],
      );
      assert.match(test.task.detail ?? '', /^Left as they were: x \(a folder with other files is in its place\)\.$/);
      repository.remove('x/mine.log');
      await test.app.actions.rejectTask(test.task.id, null);
      assert.deepEqual([repository.read('x'), test.task.status], ['a file\n', 'rejected']);
    });

    it('writes nothing before what was there, and what is to go, are on record', async () => {
      await start({ 'a.txt': text });
      await test.run(write({ 'a.txt': two }));
      test.keeper.failing = new Error('disk full');
      await assert.rejects(test.app.actions.rejectTask(test.task.id, null), /disk full/);
      assert.equal(repository.read('a.txt'), two);
      test.keeper.failing = undefined;
      await test.app.actions.rejectTask(test.task.id, null);
      assert.equal(repository.read('a.txt'), text);
      await test.app.actions.undoReject(test.task.id);
      assert.equal(repository.read('a.txt'), two);
    });

    it('knows after a crash in the middle what is out and what is not, and can undo it', async () => {
      await start({ 'a.txt': text, 'b.txt': 'b\n' });
      await test.run(write({ 'a.txt': two, 'b.txt': 'B\n', '.gitattributes': '* text\n' }));
      // The window dies while it waits for an editor: attributes, which come first, are gone; all else is there.
      test.editors.unsaved.set(join(repository.path, 'a.txt'), two);
      const { promise, resolve } = Promise.withResolvers<undefined>();
      test.editors.replaceUnsaved = () => new Promise(() => resolve(undefined));
      void test.app.actions.rejectTask(test.task.id, null);
      await promise;
      test.editors.unsaved.clear();
      await test.open();
      await test.app.rejections.settle(test.task);
      assert.deepEqual(
        [await states('.gitattributes'), await states('a.txt'), await states('b.txt'), test.task.status],
        [['rejected'], ['pending', 'pending'], ['pending'], 'waiting_approval'],
      );
      await test.app.actions.undoReject(test.task.id);
      assert.deepEqual([repository.read('.gitattributes'), repository.read('a.txt')], ['* text\n', two]);
      await test.app.actions.rejectTask(test.task.id, null);
      assert.equal(repository.git('status', '--porcelain'), '');
    });

    it('says so when something else writes at the same moment', async () => {
      await start({ 'a.txt': text, 'b.txt': 'b\n' });
      await test.run(write({ 'a.txt': two }));
      test.editors.unsaved.set(join(repository.path, 'a.txt'), two);
      const replace = test.editors.replaceUnsaved.bind(test.editors);
      test.editors.replaceUnsaved = (file, change) => {
        repository.write({ 'b.txt': 'a formatter was here\n' });
        return replace(file, change);
      };
      const { differs } = await test.app.actions.rejectTask(test.task.id, null);
      assert.deepEqual(differs, ['b.txt']);
      assert.match(test.task.detail ?? '', /Something else changed these files at the same time.*b\.txt/);
      assert.equal(repository.read('b.txt'), 'a formatter was here\n');
    });

    it('names the unfinished tasks that were built on what goes', async () => {
      await start({ 'a.txt': text });
      const first = await test.run(write({ 'a.txt': two }), 'The first task');
      await test.run(write({ 'a.txt': two.replace('line 6', 'Second 6') }), 'The task on top');
      const { builtOn } = await test.app.actions.rejectTask(first.id, null);
      assert.deepEqual(builtOn, ['The task on top']);
      assert.match(
        test.app.tasks.get(first.id).detail ?? '',
        /^Built on this task, so look at it again: “The task on top”\.$/,
      );
      assert.equal(repository.read('a.txt'), text.replace('line 6', 'Second 6'));
      const last = await test.app.actions.rejectTask(test.task.id, null);
      assert.deepEqual([last.builtOn, repository.read('a.txt')], [[], text]);
    });

    it('does not write while Claude works in the same repository', async () => {
      await start({ 'a.txt': text });
      const first = await test.run(write({ 'a.txt': two }), 'The first task');
      const second = test.run(async () => {
        await assert.rejects(test.app.actions.rejectTask(first.id, null), /“On top” is running in this repository/);
      }, 'On top');
      await second;
      assert.equal(repository.read('a.txt'), two);
    });
  });
});

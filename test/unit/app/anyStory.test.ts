import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Task } from '../../../src/core/model';
import {
  anyStory,
  hunksOf,
  isClaudes,
  type AnyFile,
  type AnyStory,
  type Stage,
  stages,
  textOf,
  textWithHunks,
} from '../../helpers/anyStory';
import { TestRepository } from '../../helpers/repository';
import { TestReview } from '../../helpers/testReview';

const runs = Number(process.env['AUTOBOT_PROPERTY_RUNS'] ?? 15);

describe('app/any story', function () {
  this.timeout(runs * 31_000);

  it('rejects exactly, undoes exactly, commits exactly, and leaves alone what is the developer’s', () =>
    fc.assert(
      fc.asyncProperty(anyStory, async story => {
        const told = await ToldStory.tell(story);
        try {
          await told.rejectSome();
          await told.commitRest();
        } finally {
          await told.dispose();
        }
      }),
      { numRuns: runs, interruptAfterTimeLimit: runs * 30_000, markInterruptAsFailure: true },
    ));
});

/** The contents of these objects, in order, by one git. */
function readBlobs(repository: TestRepository, names: readonly string[]): string[] {
  const input = names.map(name => `${name}\n`).join('');
  let rest = execFileSync('git', ['cat-file', '--batch'], { cwd: repository.path, input });
  return names.map(() => {
    const start = rest.indexOf('\n') + 1;
    const size = Number(rest.subarray(0, start).toString().split(' ')[2]);
    const text = rest.subarray(start, start + size).toString();
    rest = rest.subarray(start + size + 1);
    return text;
  });
}

const whole = ['gone.txt', 'moved.txt', 'new/claude.txt', 'run.sh'] as const;
const isDevelopers = (stage: Stage): boolean => !isClaudes(stage);

/** A story, told in a repository up to the review, and what it must come to. */
class ToldStory {
  /** Of each path with a hunk of Claude's: whether each is approved. */
  readonly #chosen = new Map<string, boolean[]>();

  private constructor(
    private readonly story: AnyStory,
    private readonly repository: TestRepository,
    private readonly test: TestReview,
  ) {
    let asked = 0;
    const { approvals } = story;
    const next = (): boolean => approvals[asked++ % approvals.length] === true;
    for (const file of story.files) {
      this.#chosen.set(file.path, hunksOf(file).map(next));
    }
    const made = {
      'gone.txt': story.deletes,
      'moved.txt': story.moves,
      'new/claude.txt': true,
      'run.sh': story.makesExecutable,
    };
    whole.filter(path => made[path]).forEach(path => this.#chosen.set(path, [next()]));
  }

  static async tell(story: AnyStory): Promise<ToldStory> {
    const repository = TestRepository.create({
      ...Object.fromEntries(story.files.map(file => [file.path, textOf(file, () => false)])),
      ...{ 'gone.txt': 'gone\n', 'old.txt': 'to be moved\n', 'run.sh': '#!/bin/sh\n', '.gitignore': '*.log\n' },
    });
    const test = await TestReview.start(repository);
    const told = new ToldStory(story, repository, test);
    await told.#toReview();
    return told;
  }

  get #task(): Task {
    return this.test.task;
  }

  async #toReview(): Promise<void> {
    const { repository, test, story } = this;
    const since = (last: Stage): void => {
      const has = (stage: Stage): boolean => stages.indexOf(stage) <= stages.indexOf(last);
      repository.write(Object.fromEntries(this.#edited(last).map(file => [file.path, textOf(file, has)])));
    };
    since('staged');
    repository.write({ 'staged new.txt': 'staged\n' });
    repository.git('add', '--all');
    since('unstaged');
    repository.write({ 'untracked.txt': 'mine\n', 'my.log': 'ignored\n' });
    await test.run(() => {
      since('claude 1');
      repository.write({ 'new/claude.txt': 'new\n' });
      for (const file of this.#edited('saved')) {
        const has = (stage: Stage): boolean => stages.indexOf(stage) <= stages.indexOf('saved');
        test.editors.save(join(repository.path, file.path), textOf(file, has));
      }
      since('claude 2');
      if (story.deletes) {
        repository.remove('gone.txt');
      }
    });
    since('between');
    repository.write({ 'between.txt': 'mine too\n' });
    await test.goOn(() => {
      since('claude 3');
      if (story.moves) {
        renameSync(join(repository.path, 'old.txt'), join(repository.path, 'moved.txt'));
      }
      if (story.makesExecutable) {
        chmodSync(join(repository.path, 'run.sh'), 0o755);
      }
    });
    since('after');
  }

  #edited(stage: Stage): readonly AnyFile[] {
    return this.story.files.filter(({ slots }) =>
      slots.some(({ edit, insertion }) => edit?.stage === stage || insertion?.stage === stage),
    );
  }

  /** Take out what is not chosen; the first one alone and, where the story wants it, twice, with an undo between. */
  async rejectSome(): Promise<void> {
    const out = new Set<string>();
    const check = (): void => this.#check({ chosen: (path, n) => !out.has(`${path}#${n}`), committed: false });
    check();
    const { actions } = this.test.app;
    const rejected: { path: string; id: string; key: string }[] = [];
    for (const [path, chosen] of this.#chosen) {
      const hunks = await this.test.hunks(path);
      assert.equal(hunks.length, chosen.length, `hunks of ${path}`);
      chosen.forEach((is, n) => !is && rejected.push({ path, id: hunks[n] ?? '', key: `${path}#${n}` }));
    }
    const reject = async (hunks: typeof rejected): Promise<void> => {
      const selection = new Map<string, Set<string>>();
      hunks.forEach(({ path, id }) => selection.set(path, (selection.get(path) ?? new Set()).add(id)));
      const { overlaps, failed, differs } = await actions.rejectHunks(this.#task.id, selection, { reason: null });
      assert.deepEqual([overlaps, failed, differs], [[], [], []]);
      hunks.forEach(({ key }) => out.add(key));
      check();
    };
    const [first, ...rest] = rejected;
    if (first) {
      await reject([first]);
      if (this.story.undoes) {
        await actions.undoDecision(this.#task.id, first.path, first.id);
        out.clear();
        check();
        await reject([first]);
      }
      if (rest.length > 0) {
        await reject(rest);
      }
    }
  }

  async commitRest(): Promise<void> {
    const { actions } = this.test.app;
    if ([...this.#chosen.values()].flat().every(is => !is)) {
      assert.equal(this.#task.status, 'rejected');
      return;
    }
    await actions.approveTask(this.#task.id, null);
    const { leftOut } = await actions.commitTask(this.#task.id, 'Commit');
    assert.deepEqual(leftOut, []);
    this.#check({ chosen: (path, n) => this.#chosen.get(path)?.[n] === true, committed: true });
    assert.equal(this.#task.status, 'completed');
  }

  /** The work tree has the developer's work and the chosen hunks, HEAD and index what they must, and nothing else moved. */
  #check({ chosen, committed }: { chosen: (path: string, hunk: number) => boolean; committed: boolean }): void {
    const { repository, story } = this;
    const has = (path: string): boolean => this.#chosen.has(path) && chosen(path, 0);
    const expected = { head: {}, index: {}, files: {} } as Record<'head' | 'index' | 'files', Record<string, string>>;
    const actual = structuredClone(expected);
    const blobs = readBlobs(repository, [
      ...story.files.flatMap(({ path }) => [`HEAD:${path}`, `:${path}`]),
      ':staged new.txt',
    ]);
    for (const file of story.files) {
      const { path } = file;
      const take = hunksOf(file).map((_, n) => chosen(path, n));
      const kept = committed ? take : take.map(() => false);
      expected.head[path] = textWithHunks(file, () => false, kept);
      expected.index[path] = textWithHunks(file, stage => stage === 'staged', kept);
      expected.files[path] = textWithHunks(file, isDevelopers, take);
      actual.head[path] = blobs.shift() ?? '';
      actual.index[path] = blobs.shift() ?? '';
      actual.files[path] = repository.read(path);
    }
    assert.deepEqual(actual, expected);
    const own = ['.gitignore', ...story.files.map(({ path }) => path)];
    const now = {
      gone: !has('gone.txt'),
      old: !has('moved.txt'),
      moved: has('moved.txt'),
      added: has('new/claude.txt'),
    };
    const tracked = (isIn: boolean): string[] => [
      ...own,
      ...(now.gone || !isIn ? ['gone.txt'] : []),
      ...(now.old || !isIn ? ['old.txt'] : []),
      ...(now.moved && isIn ? ['moved.txt'] : []),
      ...(now.added && isIn ? ['new/claude.txt'] : []),
      'run.sh',
    ];
    const list = (...args: string[]): string[] =>
      repository
        .git(...args, '-z')
        .split('\0')
        .filter(Boolean)
        .sort();
    assert.deepEqual(
      {
        head: list('ls-tree', '-r', '--name-only', 'HEAD'),
        index: list('ls-files'),
        untracked: list('ls-files', '--others', '--exclude-standard'),
        executable: (statSync(join(repository.path, 'run.sh')).mode & 0o100) !== 0,
        texts: ['staged new.txt', 'untracked.txt', 'my.log', 'between.txt'].map(name => repository.read(name)),
        staged: blobs.shift(),
        stash: repository.git('stash', 'list'),
      },
      {
        head: tracked(committed).sort(),
        index: [...tracked(committed), 'staged new.txt'].sort(),
        untracked: [
          ...['between.txt', 'untracked.txt'],
          ...(!committed && now.moved ? ['moved.txt'] : []),
          ...(!committed && now.added ? ['new/claude.txt'] : []),
        ].sort(),
        executable: has('run.sh'),
        texts: ['staged\n', 'mine\n', 'ignored\n', 'mine too\n'],
        staged: 'staged\n',
        stash: '',
      },
    );
  }

  async dispose(): Promise<void> {
    await this.test.dispose();
  }
}

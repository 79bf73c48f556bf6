import assert from 'node:assert/strict';
import type { Session, Task } from '../../../src/core/model';
import type { FileView, TaskView } from '../../../src/protocol/view';
import { argumentOf, buildSessionTree, type SessionTreeInput, type Trouble } from '../../../src/ui/sessionTreeModel';
import type { TreeNode } from '../../../src/ui/treeNode';
import type { TreeFilter } from '../../../src/ui/treeShape';
import { gateOf, taskOf } from '../../helpers/timelineStates';
import { repositoryRow, sessionRow, taskRow } from './rows';
import { treeText } from './treeText';

const shop = repositoryRow();
const blog = repositoryRow({ id: 'r2', name: 'blog', path: '/home/ada/blog', currentBranch: null, isClean: false });

function input(facts: {
  repositories?: SessionTreeInput['repositories'];
  sessions?: readonly Session[];
  tasks?: readonly (readonly [Task, Partial<TaskView>])[];
  trouble?: Record<string, Trouble>;
}): SessionTreeInput {
  const { repositories = [shop], sessions = [sessionRow()], tasks = [], trouble = {} } = facts;
  return {
    repositories,
    troubleOf: ({ path }) => trouble[path],
    sessionsOf: ({ id }) => sessions.filter(session => session.repositoryId === id),
    tasksOf: ({ id }) => tasks.map(([task]) => task).filter(task => task.sessionId === id),
    viewOf: task => {
      const { id, prompt, status } = task;
      return taskOf({ id, prompt, status, actions: [], ...tasks.find(([row]) => row === task)?.[1] });
    },
    needsUser: ({ status }) => status === 'waiting_approval',
    now: new Date(2026, 10, 30, 12).getTime(),
    formatTime: time => `day ${time}`,
  };
}

function file(path: string, facts: Partial<FileView> = {}): FileView {
  const hunks = { total: 2, approved: 0, committed: 0, rejected: 0, pending: 2 };
  return { path, from: null, change: 'modified', hunks, added: 3, removed: 1, ...facts };
}

function find(nodes: readonly TreeNode[], id: string): TreeNode {
  const found = nodes.flatMap(function all(node: TreeNode): TreeNode[] {
    return [node, ...node.children().flatMap(all)];
  });
  return found.find(node => node.id === id) ?? assert.fail(`no node ${id}`);
}

const inReview = input({
  tasks: [
    [
      taskRow({ status: 'waiting_approval' }),
      {
        statusText: 'Ready for review',
        actions: ['review', 'approve', 'commit'],
        files: [
          file('src/basket.ts', { hunks: { total: 3, approved: 1, committed: 0, rejected: 0, pending: 2 } }),
          file('new\nline.ts', {
            change: 'added',
            hunks: { total: 1, approved: 0, committed: 0, rejected: 1, pending: 0 },
          }),
          file('out.ts', { hunks: { total: 3, approved: 0, committed: 3, rejected: 0, pending: 0 } }),
          file('img/logo.png', { change: 'renamed', from: 'logo.png', added: null, removed: null }),
        ],
        rejected: [
          { id: 'f00d', path: 'new\nline.ts', line: 3, before: '', after: '\n  let it = be;\n', reason: 'too loud' },
        ],
        gates: [
          gateOf({
            name: 'eslint',
            verdict: 'passed',
            duration: 1240,
            stale: 'The files have changed since this gate ran',
          }),
          gateOf({ name: 'tests', status: 'running', verdict: null, duration: null }),
        ],
      },
    ],
  ],
});

describe('ui/sessionTree', () => {
  it('shows a task in review with its files and gates', () => {
    assert.equal(
      treeText(buildSessionTree(inReview)),
      `
shop  main  <repo>  repository.hasOpenSession
  day 1  active · 1 task  <circle-filled charts.green>  session.active
    Round prices to cents  Ready for review · 5 of 9 decided  <git-compare charts.yellow>  task.waiting_approval.canReview.canApprove.canCommit.hasRest
      basket.ts  src · 1 of 3 decided  <diff-modified gitDecoration.modifiedResourceForeground>  file.canApprove.canReject.hasRest
      new␊line.ts  1 rejected  <diff-added gitDecoration.addedResourceForeground>  file
      out.ts  3 committed  <diff-modified gitDecoration.modifiedResourceForeground>  file
      logo.png  img · 0 of 2 decided  <diff-renamed gitDecoration.renamedResourceForeground>  file.canApprove.canReject
      Rejected  1 hunk  <circle-slash disabledForeground>  rejected +
        new␊line.ts:3  too loud · + let it = be;  <circle-slash disabledForeground>  rejectedHunk.canBringBack
      eslint  passed · stale · 1.2 s  <pass disabledForeground>  gate
      tests  running  <sync~spin charts.blue>  gate
`.trimStart(),
    );
  });

  it('says what to look at closely: the gravest beside the file, all of it on it', () => {
    const risks = [
      { what: 'test skipped', line: 3 },
      { what: 'test skipped', line: 9 },
      { what: '@ts-ignore added', line: 1 },
      { what: 'changed by a command', line: null },
    ];
    const tree = buildSessionTree(
      input({ tasks: [[taskRow({ status: 'waiting_approval' }), { files: [file('src/a.test.ts', { risks })] }]] }),
    );
    const node = find(tree, 'file:t1:src/a.test.ts');
    assert.equal(node.description, 'src · 0 of 2 decided · ⚠ test skipped, @ts-ignore added +1');
    assert.match(
      node.tooltip,
      /\n\nLook closer:\ntest skipped \(line 3\)\ntest skipped \(line 9\)\n@ts-ignore added \(line 1\)\nchanged by a command$/,
    );
    assert.match(node.accessibilityLabel, /, look closer: test skipped, @ts-ignore added, changed by a command$/);
    assert.match(node.contextValue, /\.hasRisks$/);
  });

  it('puts open sessions first, then the newest', () => {
    const sessions = [
      sessionRow({ id: 'old', status: 'completed', startedAt: 1, endedAt: 2 }),
      sessionRow({ id: 'new', status: 'abandoned', startedAt: 5, endedAt: 6 }),
      sessionRow({ id: 'open', status: 'paused', startedAt: 3 }),
      sessionRow({ id: 'other', repositoryId: 'r2', status: 'completed', startedAt: 4 }),
    ];
    const tasks: [Task, Partial<TaskView>][] = [
      [
        taskRow({ sessionId: 'old', status: 'completed' }),
        { commit: { sha: 'abcdef0123', message: '', byHook: [], isHead: false } },
      ],
      [taskRow({ sessionId: 'open', status: 'pending' }), { queue: { position: 1, waitsFor: 'the session' } }],
    ];
    assert.equal(
      treeText(buildSessionTree(input({ repositories: [shop, blog], sessions, tasks }))),
      `
shop  main  <repo>  repository.hasOpenSession
  day 3  paused · 1 task  <debug-pause charts.yellow>  session.paused
    Round prices to cents  Claude is working · waits for the session  <clock>  task.pending
  day 5  abandoned · 0 tasks  <circle-slash disabledForeground>  session.abandoned
  day 1  completed · 1 task  <pass>  session.completed +
    Round prices to cents  Claude is working · abcdef0  <check testing.iconPassed>  task.completed
blog  detached HEAD · uncommitted changes  <repo>  repository +
  day 4  completed · 0 tasks  <pass>  session.completed
`.trimStart(),
    );
  });

  it('keeps archived sessions in a closed folder of their own, with their tasks', () => {
    const sessions = [
      sessionRow({ id: 's1', status: 'completed', name: 'Old work', archived: true }),
      sessionRow({ id: 's2', name: 'New work' }),
    ];
    const tasks: [Task, Partial<TaskView>][] = [[taskRow({ sessionId: 's1', status: 'completed' }), {}]];
    assert.equal(
      treeText(buildSessionTree(input({ sessions, tasks }))),
      `
shop  main  <repo>  repository.hasOpenSession
  New work  day 1 · active · 0 tasks  <circle-filled charts.green>  session.active
  Archived  1 session  <archive>  archive +
    Old work  day 1 · completed · 1 task  <pass>  session.completed.isArchived +
      Round prices to cents  Claude is working  <check testing.iconPassed>  task.completed
`.trimStart(),
    );
  });

  it('says what blocks a task that could not start', () => {
    const check = { check: 'git', label: 'Git', outcome: 'block', detail: 'A merge is under way.' } as const;
    const tasks: [Task, Partial<TaskView>][] = [
      [
        taskRow({ status: 'pre_flight' }),
        { preFlight: [{ ...check, fix: null, canWaive: false }], actions: ['cancel'] },
      ],
    ];
    const { icon, description, tooltip, accessibilityLabel, contextValue } = find(
      buildSessionTree(input({ tasks })),
      'task:t1:empty',
    );
    assert.deepEqual(
      { icon, description, tooltip, accessibilityLabel, contextValue },
      {
        icon: { id: 'warning', color: 'list.warningForeground' },
        description: 'Blocked before it could start',
        tooltip: 'Round prices to cents\n\nBlocked before it could start\nA merge is under way.',
        accessibilityLabel: 'Task, Round prices to cents, Blocked before it could start, A merge is under way.',
        contextValue: 'task.pre_flight.blocked.canCancel',
      },
    );
  });

  it('marks a task whose Claude waits for an answer', () => {
    const activity = { kind: 'plan', words: 'Claude’s plan waits for you', next: 'Read it.', since: 0, isAsking: true };
    const tree = buildSessionTree(input({ tasks: [[taskRow({ status: 'running' }), { activity }]] }));
    const { icon, description } = find(tree, 'task:t1:empty');
    assert.deepEqual(
      [icon, description],
      [{ id: 'question', color: 'list.warningForeground' }, 'Claude’s plan waits for you'],
    );
  });

  it('tells repositories of one name apart', () => {
    const twin = { ...blog, name: 'shop', isClean: true, currentBranch: 'main' };
    const roots = buildSessionTree(input({ repositories: [shop, twin] }));
    assert.deepEqual(
      roots.map(node => node.description),
      ['main · /home/ada/shop', 'main · /home/ada/blog'],
    );
  });

  it('marks repositories that are gone or cannot be read, with their history', () => {
    const trouble = {
      [shop.path]: { kind: 'unreadable', why: 'Somebody else owns it.' },
      [blog.path]: { kind: 'missing', why: 'It is gone.' },
    } as const;
    const sessions = [sessionRow({ id: 'blog', repositoryId: 'r2', status: 'completed', startedAt: 4 })];
    const roots = buildSessionTree(input({ repositories: [shop, blog], sessions, trouble }));
    assert.equal(
      treeText(roots),
      `
shop  cannot be read  <warning list.warningForeground>  unreadableRepository
blog  not there any more  <warning list.warningForeground>  missingRepository +
  day 4  completed · 0 tasks  <pass>  session.completed
`.trimStart(),
    );
    assert.deepEqual(
      roots.map(({ tooltip, accessibilityLabel }) => [tooltip.split('\n')[1], accessibilityLabel]),
      [
        ['Somebody else owns it.', 'Repository shop, cannot be read, 0 sessions'],
        ['It is gone.', 'Repository blog, not there any more, 1 session'],
      ],
    );
  });

  it('groups by when a session was last worked on, those of all repositories together', () => {
    const today = new Date(2026, 10, 30, 9).getTime();
    const sessions = [
      sessionRow({ id: 'now', startedAt: 2 }),
      sessionRow({ id: 'blog', repositoryId: 'r2', status: 'completed', startedAt: 4, name: 'Fonts' }),
      sessionRow({ id: 'gone', status: 'abandoned', startedAt: 1, archived: true }),
    ];
    const tasks = [[taskRow({ sessionId: 'now', createdAt: today }), { statusText: 'Claude is working' }]] as const;
    const roots = buildSessionTree(input({ repositories: [shop, blog], sessions, tasks }), {
      grouping: 'date',
      filter: 'all',
    });
    assert.equal(
      treeText(roots),
      `
Today  1 session  <calendar>  period
  day 2  shop · active · 1 task  <circle-filled charts.green>  session.active
    Round prices to cents  Claude is working  <sync~spin charts.blue>  task.running
Older  1 session  <calendar>  period +
  Fonts  blog · day 4 · completed · 0 tasks  <pass>  session.completed
Archived  1 session  <archive>  period +
  day 1  shop · abandoned · 0 tasks  <circle-slash disabledForeground>  session.abandoned.isArchived
`.trimStart(),
    );
    assert.equal(argumentOf(roots[0], 'autobot.newTask'), undefined);
  });

  it('leaves open sessions, or what needs the user, where that is wanted', () => {
    const sessions = [
      sessionRow({ id: 'done', status: 'completed', endedAt: 9 }),
      sessionRow({ id: 'idle' }),
      sessionRow({ id: 'busy', repositoryId: 'r2' }),
    ];
    const tasks = [
      [taskRow({ id: 't1', sessionId: 'idle', status: 'completed' }), {}],
      [taskRow({ id: 't2', sessionId: 'busy', status: 'waiting_approval' }), {}],
      [taskRow({ id: 't3', sessionId: 'busy', status: 'rejected' }), {}],
    ] as const;
    const shown = (filter: TreeFilter): string[] =>
      buildSessionTree(input({ repositories: [shop, blog], sessions, tasks }), { grouping: 'repository', filter })
        .flatMap(repository => repository.children())
        .flatMap(session => [session.id, ...session.children().map(({ id }) => id)]);
    assert.deepEqual(shown('open'), [
      'session:idle',
      'task:t1:empty',
      'session:busy',
      'task:t2:empty',
      'task:t3:empty',
    ]);
    assert.deepEqual(shown('needsUser'), ['session:busy', 'task:t2:empty']);
  });

  it('is empty without a session, so that a welcome can be shown', () => {
    assert.deepEqual(buildSessionTree(input({ sessions: [] })), []);
  });

  it('opens the timeline on a session and a task, the diff on a file', () => {
    const roots = buildSessionTree(inReview);
    assert.deepEqual(
      ['session:s1', 'task:t1', 'file:t1:src/basket.ts', 'gate:t1:eslint'].map(id => find(roots, id).command),
      [
        { id: 'autobot.openTimeline', title: 'Open Timeline', argument: 's1' },
        { id: 'autobot.openTimeline', title: 'Open Timeline', argument: 's1' },
        { id: 'autobot.openDiff', title: 'Open Diff', argument: { task: 't1', path: 'src/basket.ts' } },
        { id: 'autobot.openTimeline', title: 'Open Timeline', argument: 's1' },
      ],
    );
  });

  const path = '/home/ada/shop';
  const passed: [string, string, unknown][] = [
    ['repository:/home/ada/shop', 'autobot.configureGates', path],
    ['session:s1', 'autobot.pauseSession', 's1'],
    ['task:t1', 'autobot.commitTask', 't1'],
    ['task:t1', 'autobot.newTask', { repository: path }],
    ['task:t1', 'autobot.openTimeline', 's1'],
    ['file:t1:src/basket.ts', 'autobot.approveFile', { task: 't1', path: 'src/basket.ts' }],
    ['gate:t1:eslint', 'autobot.configureGates', path],
  ];
  for (const [id, command, expected] of passed) {
    it(`passes ${command} what it takes from ${id}`, () => {
      assert.deepEqual(argumentOf(find(buildSessionTree(inReview), id), command), expected);
    });
  }

  it('passes on what is no node', () => {
    assert.deepEqual(
      [argumentOf('t1'), argumentOf({ task: 't1' }), argumentOf(null), argumentOf(undefined)],
      ['t1', { task: 't1' }, undefined, undefined],
    );
  });
});

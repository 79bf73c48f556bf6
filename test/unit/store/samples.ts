import type { Repository, Session, Task } from '../../../src/core/model';
import type { Change, Snapshot } from '../../../src/store/changes';

export const repository: Repository = {
  id: 'r1',
  name: 'shop',
  path: '/home/ada/shop ü',
  lastScanned: 1_700_000_000_001,
  lastCommitSha: 'a'.repeat(40),
  lastCommitMsg: "Don't; drop\n\n'tables'",
  currentBranch: null,
  isClean: false,
  createdAt: 1_700_000_000_000,
  updatedAt: 1_700_000_000_002,
};

export const session: Session = {
  id: 's1',
  repositoryId: 'r1',
  status: 'paused',
  startedAt: 1,
  endedAt: null,
  lastActivity: 2,
  startBranch: 'main',
  endBranch: null,
  name: null,
  pinned: false,
  archived: false,
  createdAt: 1,
  updatedAt: 2,
};

export const task: Task = {
  id: 't1',
  sessionId: 's1',
  prompt: 'Make it "faster" \u{1f680}',
  status: 'waiting_approval',
  statusBefore: 'qa_failed',
  judged: true,
  resumeAt: 5,
  detail: null,
  position: 1.5,
  onTop: true,
  workTree: '/home/ada/shop ü',
  createdAt: 1,
  updatedAt: 2,
  startedAt: 3,
  completedAt: null,
  claudeOutput: 'Done.',
  claudeSession: 'c1',
  permissionMode: 'plan',
  model: null,
  skipGates: false,
  budgetUsd: 1.5,
  autoResume: true,
  startingCommit: 'a',
  startingBranch: 'main',
  beforeTree: 'b',
  afterTree: 'c',
  filesChanged: ['a file.ts', 'line\nbreak.ts'],
  images: [],
  ignoredFiles: [],
  sharedLines: [],
  committedSha: null,
  commitMessage: null,
  approvedAt: null,
  rejectedAt: null,
  rejectionReason: null,
  approvalReason: null,
  undoFrom: 'd',
  undoTo: 'e',
  reviewedCommit: null,
  reviewedBranch: null,
  committing: null,
};

export const emptySnapshot: Snapshot = {
  repositories: [],
  sessions: [],
  tasks: [],
  turns: [],
  decisions: [],
  qa_gate_configs: [],
  qa_gate_results: [],
  commits: [],
  comments: [],
  messages: [],
};

/** A row in every table. */
export const fullSnapshot: Snapshot = {
  repositories: [repository],
  sessions: [session],
  tasks: [task],
  turns: [
    {
      id: 'u1',
      taskId: 't1',
      number: 1,
      kind: 'prompt',
      prompt: 'p',
      images: [],
      startedAt: 1,
      endedAt: 2,
      outcome: 'success',
      startTree: 'b',
      endTree: 'c',
      costUsd: 0.0125,
      inputTokens: 10,
      outputTokens: 20,
      cacheReadTokens: 0,
      cacheCreationTokens: null,
      gitBefore: null,
      gitAfter: null,
    },
  ],
  decisions: [
    {
      id: 'd1',
      taskId: 't1',
      path: 'a file.ts',
      hunk: 'f00d',
      decision: 'rejected',
      reason: 'no',
      undoFrom: 'x',
      undoTo: 'y',
      shown: null,
      seen: null,
      createdAt: 9,
    },
  ],
  qa_gate_configs: [
    {
      id: 'g1',
      repositoryId: null,
      name: 'tests',
      enabled: true,
      command: 'npm test',
      folder: '',
      environment: {},
      after: [],
      timeout: 60_000,
      failOnError: true,
      order: 2,
      problemMatcher: null,
      source: 'user',
      createdAt: 1,
      updatedAt: 1,
    },
    {
      id: 'g2',
      repositoryId: 'r1',
      name: 'tests',
      enabled: false,
      command: 'make test',
      folder: '',
      environment: {},
      after: [],
      timeout: 1,
      failOnError: false,
      order: 0,
      problemMatcher: null,
      source: 'detected',
      createdAt: 1,
      updatedAt: 1,
    },
  ],
  qa_gate_results: [
    {
      id: 'q1',
      taskId: 't1',
      gateName: 'tests',
      status: 'done',
      verdict: 'ran_nothing',
      purpose: 'change',
      tree: 'c',
      definition: '',
      tests: null,
      comparison: null,
      log: null,
      exitCode: -1,
      output: 'none\u0000null',
      findings: [{ file: 'a.ts', line: 3, column: null, severity: 'warning', message: 'unused', rule: 'no-unused' }],
      failOnError: true,
      duration: 12,
      createdAt: 1,
      completedAt: 13,
    },
  ],
  commits: [
    {
      ...{ id: 'k1', taskId: 't1', sha: 'f', parent: null, tree: 'c', message: 'Do it\n\nwell', createdAt: 4 },
      ...{
        branch: null,
        approvedTree: null,
        indexBefore: null,
        indexAfter: null,
        hunks: [],
        swept: [],
        takenBackAt: null,
      },
    },
  ],
  comments: [
    {
      id: 'm1',
      taskId: 't1',
      path: 'a file.ts',
      side: 'after',
      line: 7,
      quote: 'const ü = 1;',
      text: 'Why?',
      resolved: false,
      sentIn: 2,
      createdAt: 4,
      updatedAt: 5,
    },
  ],
  messages: [{ id: 'n1', taskId: 't1', text: 'And the tests', images: [], position: 1.5, createdAt: 6 }],
};

/** {@link fullSnapshot} with what schema 10 brought. */
export const fullSnapshot10: Snapshot = {
  ...fullSnapshot,
  qa_gate_configs: fullSnapshot.qa_gate_configs.map(row => ({
    ...row,
    problemMatcher: ['$tsc', { pattern: { regexp: '^(.*)$', kind: 'file' } }],
  })),
};

/** {@link fullSnapshot} with what schema 11 brought. */
export const fullSnapshot11: Snapshot = { ...fullSnapshot, tasks: [{ ...task, model: 'opus', skipGates: true }] };

/** {@link fullSnapshot} as schema 3 could hold it. */
export const fullSnapshot3: Snapshot = {
  ...fullSnapshot,
  comments: fullSnapshot.comments.map(comment => ({ ...comment, quote: '', sentIn: null })),
};

/** {@link fullSnapshot} as schema 1 could hold it. */
export const fullSnapshot1: Snapshot = {
  ...fullSnapshot3,
  tasks: [{ ...task, permissionMode: null, budgetUsd: null, autoResume: false }],
  messages: [],
};

/** As of schema 7: a task whose commit is being made, after a turn that moved HEAD. */
export const fullSnapshot7: Snapshot = {
  ...fullSnapshot,
  tasks: [
    {
      ...task,
      ignoredFiles: ['x.log'],
      reviewedCommit: 'f',
      reviewedBranch: 'main',
      committing: {
        ...{ head: 'f', branch: 'main', tree: 'c', indexTree: 'i', workTree: 'w', message: 'Do it', startedAt: 7 },
        ...{ hunks: [{ path: 'a file.ts', hunk: 'f00d' }], included: ['a file.ts'] },
      },
    },
  ],
  turns: fullSnapshot.turns.map(turn => ({
    ...turn,
    gitBefore: { commit: null, branch: 'main', index: 'i', stash: null },
    gitAfter: {
      ...{ commit: 'f', branch: null, index: null, stash: 's', command: 'git commit', takenBackAt: null },
      made: [{ sha: 'f', subject: 'Do it' }],
    },
  })),
  decisions: fullSnapshot.decisions.map(decision => ({ ...decision, shown: '100644 e', seen: 'cafe' })),
  commits: fullSnapshot.commits.map(commit => ({
    ...commit,
    ...{ branch: 'main', approvedTree: 'a', indexBefore: 'i', indexAfter: 'j', swept: ['beef'], takenBackAt: 9 },
    hunks: [{ path: 'a file.ts', hunk: 'f00d' }],
  })),
};

/** As of schema 8: with everything that is kept of gates and what they judged. */
export const fullSnapshot8: Snapshot = {
  ...fullSnapshot,
  tasks: [{ ...task, approvalReason: 'The gate is wrong' }],
  qa_gate_configs: fullSnapshot.qa_gate_configs.map(row => ({
    ...row,
    folder: 'packages/a',
    environment: { LANG: 'C', EMPTY: '' },
    after: ['lint', 'types'],
  })),
  qa_gate_results: fullSnapshot.qa_gate_results.map(row => ({
    ...row,
    purpose: 'commit',
    verdict: 'failed',
    definition: '["npm test","",[],60000]',
    tests: { ran: 3, failed: 1 },
    comparison: {
      ...{ state: 'compared', tree: 'b', before: 'failed', introduced: 1, noWorse: false, why: null },
      fixed: [{ file: null, line: null, column: null, severity: 'error', message: 'gone', rule: null }],
    },
    log: '/logs/1-tests.log',
  })),
};

const image = { file: 't1/a b.png', name: 'a b.png', type: 'image/png', size: 68 } as const;

/** As of schema 12: a task with an image, which went along with its first turn. */
export const fullSnapshot12: Snapshot = {
  ...fullSnapshot,
  tasks: [{ ...task, images: [image] }],
  turns: fullSnapshot.turns.map(turn => ({ ...turn, images: [image] })),
};

/** {@link fullSnapshot} with what schema 13 brought. */
export const fullSnapshot13: Snapshot = {
  ...fullSnapshot,
  turns: fullSnapshot.turns.map(turn => ({ ...turn, images: [image] })),
  messages: fullSnapshot.messages.map(message => ({ ...message, images: [{ ...image, file: 't1/b.png' }] })),
};

/** The changes that make a snapshot out of nothing. */
export function putAll(snapshot: Snapshot): Change[] {
  return Object.entries(snapshot).flatMap(([table, rows]) => rows.map(put => ({ table, put }) as Change));
}

/** A repository and a session, and so many tasks, named after `prefix`. */
export function tasksNamed(prefix: string, count: number): Task[] {
  return Array.from({ length: count }, (_, index) => ({ ...task, id: `${prefix}${index}` }));
}

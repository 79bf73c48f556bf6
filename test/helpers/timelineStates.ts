import type { StreamItem } from '../../src/protocol/streamItem';
import type { CommitPreview, GateView, TaskView, TimelineState, TurnView } from '../../src/protocol/view';

/** 2026-01-05 12:00 UTC: the clock of these pictures. */
export const noon = Date.UTC(2026, 0, 5, 12);

export function stateOf(tasks: readonly TaskView[], streams: TimelineState['streams'] = []): TimelineState {
  return {
    now: noon,
    header: {
      session: 's1',
      repository: 'shop-api',
      path: '/home/dev/shop-api',
      branch: 'main',
      status: 'active',
      startedAt: noon - 754_000,
      endedAt: null,
      costUsd: 0.4213,
      tokens: 128_400,
      todayUsd: 1.27,
      activity: null,
    },
    tasks,
    streams,
    draft: '',
    images: {},
    inserts: [],
  };
}

export function taskOf(facts: Partial<TaskView> = {}): TaskView {
  return {
    id: 't1',
    prompt: 'Round prices to cents',
    images: [],
    status: 'running',
    statusText: 'Claude is working',
    detail: null,
    refused: null,
    isElsewhere: false,
    queue: null,
    activity: null,
    mode: 'inherit',
    options: [],
    messages: [],
    messagesPaused: null,
    parked: null,
    startedAt: noon - 65_000,
    endedAt: null,
    costUsd: null,
    tokens: null,
    preFlight: [],
    turns: [turnOf()],
    gates: [],
    verdicts: null,
    files: [],
    rejected: [],
    commit: null,
    commitPreview: null,
    commitMessage: { text: '', generating: false },
    openRemarks: 0,
    request: null,
    error: null,
    actions: ['interrupt', 'cancel'],
    ...facts,
  };
}

export function turnOf(facts: Partial<TurnView> = {}): TurnView {
  return {
    id: 'turn1',
    number: 1,
    kind: 'prompt',
    prompt: 'Round prices to cents',
    images: [],
    startedAt: noon - 60_000,
    endedAt: null,
    moved: null,
    outcome: null,
    costUsd: null,
    tokens: null,
    ...facts,
  };
}

export function gateOf(facts: Partial<GateView> = {}): GateView {
  return {
    name: 'eslint',
    command: 'npx eslint .',
    status: 'done',
    verdict: 'passed',
    stale: null,
    flaky: false,
    comparison: null,
    introduced: null,
    fixed: 0,
    tests: null,
    startedAt: noon - 20_000,
    duration: 3_120,
    exitCode: 0,
    output: '',
    findings: [],
    failOnError: true,
    blocks: facts.verdict === 'failed' && facts.failOnError !== false,
    source: 'detected',
    ...facts,
  };
}

export function previewOf(facts: Partial<CommitPreview> = {}): CommitPreview {
  return { gates: [], differs: null, canJudge: false, trailers: [], isBeingMade: false, ...facts };
}

export function textItem(id: string, text: string, done = true): StreamItem {
  return { kind: 'text', id, parent: null, text, done, omitted: 0 };
}

export function toolItem(id: string, facts: Partial<Extract<StreamItem, { kind: 'tool' }>> = {}): StreamItem {
  return {
    kind: 'tool',
    id,
    parent: null,
    name: 'Bash',
    summary: 'npm test',
    file: null,
    edits: [],
    input: '{\n  "command": "npm test"\n}',
    state: 'ok',
    output: '12 passing',
    ...facts,
  };
}

const edit = {
  before:
    'export function total(items: Item[]): number {\n  return items.reduce((sum, item) => sum + item.price, 0);\n}',
  after:
    'export function total(items: Item[]): number {\n  const cents = items.reduce((sum, item) => sum + Math.round(item.price * 100), 0);\n  return cents / 100;\n}',
  cut: false,
};

/** A session with a bit of everything: one task committed, one in review, one that runs and asks. */
export function fullState(): TimelineState {
  const committed = taskOf({
    id: 't1',
    prompt: 'Add a health endpoint',
    status: 'completed',
    statusText: 'Committed',
    startedAt: noon - 700_000,
    endedAt: noon - 560_000,
    costUsd: 0.09,
    tokens: 31_000,
    preFlight: [
      { check: 'git', label: 'Git 2.39.5', outcome: 'pass', detail: null, fix: null, canWaive: false },
      { check: 'claude', label: 'Claude CLI 2.1.330', outcome: 'pass', detail: null, fix: null, canWaive: false },
    ],
    turns: [turnOf({ id: 'a', startedAt: noon - 690_000, endedAt: noon - 600_000, outcome: 'success' })],
    gates: [gateOf(), gateOf({ name: 'test', command: 'npm test', duration: 8_400 })],
    files: [
      {
        path: 'src/routes/health.ts',
        from: null,
        change: 'added',
        hunks: { total: 1, approved: 1, committed: 0, rejected: 0, pending: 0 },
        added: 14,
        removed: 0,
      },
    ],
    commit: {
      sha: '8f3c2e1a9b7d',
      message: 'Add a health endpoint\n\nAnswers 200 with the version.',
      byHook: [],
      isHead: true,
    },
    actions: ['sendMessage'],
  });
  const inReview = taskOf({
    id: 't2',
    prompt:
      'Round prices to cents\n\nTotals come out as 10.299999. Work in integer cents inside src/price, and keep the public functions as they are.',
    status: 'qa_failed',
    statusText: 'Gates failed',
    detail: '1 of 3 gates failed; 1 finding is new.',
    startedAt: noon - 500_000,
    endedAt: noon - 240_000,
    costUsd: 0.24,
    tokens: 71_300,
    turns: [
      turnOf({ id: 'b', startedAt: noon - 490_000, endedAt: noon - 380_000, outcome: 'success', costUsd: 0.18 }),
      turnOf({
        id: 'c',
        number: 2,
        kind: 'fix',
        prompt: 'eslint: src/price/total.ts:12 prefer-const',
        startedAt: noon - 350_000,
        endedAt: noon - 300_000,
        outcome: 'success',
        costUsd: 0.06,
        tokens: 20_100,
      }),
    ],
    gates: [
      gateOf({ stale: 'The files have changed since this gate ran' }),
      gateOf({ name: 'tsc', command: 'npx tsc --noEmit', duration: 5_900 }),
      gateOf({
        name: 'test',
        command: 'npm test',
        verdict: 'failed',
        exitCode: 1,
        duration: 8_112,
        findings: [
          {
            file: 'test/price/total.test.ts',
            line: 21,
            column: 5,
            severity: 'error',
            message: 'expected 10.3, got 10.31',
            rule: null,
          },
        ],
        output: '✔ adds nothing to an empty cart\n✖ rounds half a cent up\n  expected 10.3, got 10.31\n\n1 failing',
      }),
    ],
    files: [
      {
        path: 'src/price/total.ts',
        from: null,
        change: 'modified',
        hunks: { total: 3, approved: 1, committed: 0, rejected: 1, pending: 1 },
        added: 12,
        removed: 5,
      },
      {
        path: 'src/price/cents.ts',
        from: 'src/price/round.ts',
        change: 'renamed',
        hunks: { total: 1, approved: 0, committed: 0, rejected: 0, pending: 1 },
        added: 2,
        removed: 2,
      },
      {
        path: 'src/price/legacy.ts',
        from: null,
        change: 'deleted',
        hunks: { total: 1, approved: 0, committed: 0, rejected: 0, pending: 1 },
        added: 0,
        removed: 48,
      },
    ],
    actions: ['review', 'approveWithReason', 'fix', 'requestChanges', 'runGates', 'reject'],
  });
  const running = taskOf({ id: 't3', prompt: 'Document the price module', turns: [turnOf({ id: 'd' })] });
  return stateOf(
    [committed, inReview, running],
    [
      { task: 't1', turn: 'a', items: [textItem('1', 'Added `GET /health`, which answers with the version.')] },
      {
        task: 't2',
        turn: 'b',
        items: [
          {
            kind: 'thinking',
            id: '1',
            parent: null,
            text: 'Floats. I should look at total first.',
            done: true,
            omitted: 0,
          },
          textItem('2', 'I will look at how totals are computed today.'),
          toolItem('tool:1', {
            name: 'Read',
            summary: 'src/price/total.ts',
            file: { path: '/home/dev/shop-api/src/price/total.ts', line: null },
          }),
          toolItem('tool:2', { name: 'Grep', summary: 'total\\( in src' }),
          toolItem('tool:3', {
            name: 'Edit',
            summary: 'src/price/total.ts',
            file: { path: '/home/dev/shop-api/src/price/total.ts', line: null },
            edits: [edit],
          }),
          toolItem('tool:4', { name: 'Agent', summary: 'Find other places that add prices' }),
          { ...toolItem('tool:5'), parent: 'tool:4' },
          toolItem('tool:6', { state: 'failed', output: 'Error: rounds half a cent up' }),
          {
            kind: 'todos',
            id: 'todos',
            parent: null,
            items: [
              { text: 'Work in integer cents', status: 'completed' },
              { text: 'Rename round to cents', status: 'in_progress' },
              { text: 'Delete the legacy module', status: 'pending' },
            ],
          },
          textItem(
            '3',
            'Totals are now **integer cents** inside [total.ts](src/price/total.ts#L12):\n\n```ts\nconst cents = items.reduce((sum, item) => sum + Math.round(item.price * 100), 0);\n```\n\n- `src/price/cents.ts:3` holds the one rounding\n- the public functions are unchanged',
          ),
        ],
      },
      {
        task: 't2',
        turn: 'c',
        items: [
          { kind: 'retry', id: 'r', parent: null, attempt: 2, of: 10, delay: 4_000, why: 'the API is overloaded' },
          textItem('4', 'Fixed.'),
        ],
      },
      {
        task: 't3',
        turn: 'd',
        items: [
          textItem('5', 'I will write the page and build the documentation once.'),
          {
            kind: 'permission',
            id: 'permission:p1',
            parent: null,
            request: 'p1',
            tool: 'Bash',
            summary: 'npm run docs -- --out docs/price',
            description: 'Build the documentation',
            input: '{\n  "command": "npm run docs -- --out docs/price"\n}',
            edits: [],
            canAllowForTask: true,
            always: { file: '/home/dev/.claude/settings.json', rules: ['Bash(npm install *)'] },
            state: 'asked',
            message: null,
          },
        ],
      },
    ],
  );
}

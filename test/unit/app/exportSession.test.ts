import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { ExportedSession } from '../../../src/app/exportedSession';
import { exportSession } from '../../../src/app/exportSession';
import { renderSession } from '../../../src/app/sessionMarkdown';
import { TestRepository } from '../../helpers/repository';
import { TestAutobot } from '../../helpers/testAutobot';

describe('app/exportSession', () => {
  let repository: TestRepository;
  let test: TestAutobot;
  beforeEach(async () => {
    repository = TestRepository.create({ 'a.txt': 'one\n' });
    test = await TestAutobot.start(repository);
    test.settings = { ...test.settings, qaGates: () => [{ name: 'check', command: 'true' }] };
  });
  afterEach(() => test.dispose());

  async function exported(): Promise<ExportedSession> {
    const task = await test.run(`write('a.txt', 'two\\n') // token: hunter2-hunter2`);
    await test.app.actions.approveTask(task.id, null);
    await test.app.actions.commitTask(task.id, 'Say two');
    return exportSession(test.app, task.sessionId, Date.UTC(2026, 0, 2));
  }

  it('holds what happened, as its schema says, and no secret', async () => {
    const session = await exported();
    assert.deepEqual(ExportedSession.parse(session), session);
    const [task] = session.tasks;
    assert.deepEqual(
      [
        task?.prompt,
        task?.status,
        task?.files,
        task?.turns.map(({ number, kind, outcome }) => [number, kind, outcome]),
      ],
      [`write('a.txt', 'two\\n') // token: [secret]`, 'completed', ['a.txt'], [[1, 'prompt', 'success']]],
    );
    assert.deepEqual(
      [task?.gates.map(({ name, verdict }) => [name, verdict]), task?.commits.map(({ message }) => message)],
      [[['check', 'passed']], ['Say two']],
    );
    assert.ok(task?.turns[0]?.steps.some(({ kind, text }) => kind === 'text' && text === 'Done.'));
    assert.ok(!JSON.stringify(session).includes('hunter2'));
  });

  it('reads as a document, whatever its texts hold', async () => {
    const session = await exported();
    const [task] = session.tasks;
    assert.ok(task);
    const odd = {
      ...task,
      prompt: '# <b>Not</b> a *heading*\nsecond `line`',
      detail: null,
      createdAt: '2026-01-02T03:04:05.000Z',
    };
    const step = { kind: 'tool', text: 'Bash: cat x', output: 'a\n```\nb' } as const;
    const turns = task.turns.map(turn => ({
      ...turn,
      prompt: odd.prompt,
      images: ['a_b.png', 'c.png'],
      costUsd: 0.5,
      steps: [step],
    }));
    const commits = [{ sha: 'a'.repeat(40), message: 'Say two\n\nbody', at: null }];
    const document = renderSession({
      ...session,
      session: {
        ...session.session,
        name: 'Numbers',
        repository: { name: 'shop', path: '/shop' },
        startedAt: '2026-01-02T03:00:00.000Z',
      },
      tasks: [
        {
          ...odd,
          turns,
          commits,
          decisions: [{ path: 'a.txt', hunk: 'h', decision: 'committed', reason: null, at: null }],
        },
      ],
    });
    assert.equal(
      document,
      [
        '# Numbers',
        'shop (`/shop`) on `main`. active, started 2026-01-02 03:00 UTC.',
        '## \\# \\<b\\>Not\\</b\\> a \\*heading\\*',
        'completed · 2026-01-02 03:04 UTC · $0.50',
        '### Prompt',
        '> # <b>Not</b> a *heading*\n> second `line`',
        'Images: a\\_b.png, c.png',
        '- Bash: cat x',
        '````text\na\n```\nb\n````',
        '### Files',
        '- `a.txt`',
        '### QA gates',
        '- check: passed',
        '### Decisions',
        '- `a.txt`: committed',
        '### Commits',
        '- `aaaaaaaaaa` Say two',
        '_Exported 2026-01-02 00:00 UTC._\n',
      ].join('\n\n'),
    );
  });

  it('has the schema that is published', () => {
    const published: unknown = JSON.parse(readFileSync('media/session-export.schema.json', 'utf8'));
    assert.deepEqual(published, z.toJSONSchema(ExportedSession));
  });
});

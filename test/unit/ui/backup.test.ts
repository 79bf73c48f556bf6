import assert from 'node:assert/strict';
import { backupItem } from '../../../src/ui/backupModel';

describe('ui/backupModel', () => {
  const backup = { name: 'n', kind: 'manual', madeAt: '2026-03-01T12-05-00', size: 147_456, fault: null } as const;

  it('says when and why a backup was made, and what it holds', () => {
    assert.deepEqual(backupItem({ ...backup, sessions: 1, tasks: 12, newest: 'Fix the\ttypo\nin line 3' }), {
      label: '$(archive) 2026-03-01 12:05:00',
      description: 'by hand · 0.1 MB',
      detail: '1 session · 12 tasks · the newest: “Fix the␉typo”',
    });
  });

  it('says why one cannot be restored', () => {
    const facts = { kind: 'daily', madeAt: '2026-03-01', sessions: 0, tasks: 0, newest: null, size: 7 } as const;
    assert.deepEqual(backupItem({ ...backup, ...facts, fault: 'it is not a SQLite file' }), {
      label: '$(warning) 2026-03-01',
      description: 'daily · 1 kB',
      detail: 'Cannot be restored: it is not a SQLite file',
    });
  });
});

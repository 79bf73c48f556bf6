import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter';
import type { HistoryChange } from '../../../src/app/history';
import { Refresh, sidebarTables } from '../../../src/ui/refresh';

describe('ui/refresh', () => {
  it('tells once of a burst, and nothing of what is not shown', async () => {
    const history = new Emitter<HistoryChange>();
    const facts = new Emitter<string>();
    const refresh = new Refresh({ onDidChange: history.event }, sidebarTables, facts.event);
    const told: string[] = [];
    const next = (): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const listening = refresh.onDidChange(() => resolve(undefined));
      return promise.then(() => listening.dispose());
    };
    refresh.onDidChange(() => told.push('told'));

    const first = next();
    history.fire(new Set(['turns']));
    history.fire(new Set(['tasks', 'turns']));
    facts.fire('t1');
    await first;
    const second = next();
    refresh.request();
    await second;
    refresh.request();
    refresh.dispose();

    assert.deepEqual(told, ['told', 'told']);
  });
});

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Terminals } from '../../src/ui/terminals';
import { until } from '../helpers/until';

/** What a shell with VS Code's integration writes: https://code.visualstudio.com/docs/terminal/shell-integration */
const mark = (sequence: string): string => `\x1b]633;${sequence}\x07`;

describe('host/terminals', () => {
  it('knows what a command printed, without colours, and how it ended', async function () {
    this.timeout(60_000);
    const written = new vscode.EventEmitter<string>();
    const opened = Promise.withResolvers<undefined>();
    const pty: vscode.Pseudoterminal = {
      onDidWrite: written.event,
      open: () => opened.resolve(undefined),
      close: () => undefined,
    };
    const terminals = new Terminals();
    const [begun, drained] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const reading = vscode.window.onDidStartTerminalShellExecution(async ({ execution }) => {
      const data = execution.read();
      begun.resolve(undefined);
      for await (const part of data) {
        assert.ok(part); // what is read here, `terminals` has read before: it began first
      }
      drained.resolve(undefined);
    });
    const terminal = vscode.window.createTerminal({ name: 'shop', pty });
    try {
      terminal.show(true);
      await opened.promise;
      await until(vscode.window.onDidChangeActiveTerminal, () => terminals.active?.name === 'shop');
      written.fire(`${mark('P;Cwd=/')}${mark('A')}$ ${mark('B')}npm test${mark('E;npm test')}${mark('C')}\r\n`);
      await begun.promise; // what a shell prints at the same moment, VS Code may not tell
      written.fire('\x1b[31m1 failed\x1b[0m\r\n');
      written.fire(`${mark('D;1')}${mark('A')}$ ${mark('B')}`);
      await until(vscode.window.onDidEndTerminalShellExecution, () => terminals.active?.run?.exitCode === 1);
      await drained.promise;
      const { run } = terminals.active ?? {};
      assert.deepEqual([run?.command, run?.output.trim()], ['npm test', '1 failed']);
    } finally {
      terminal.dispose();
      terminals.dispose();
      reading.dispose();
    }
  });
});

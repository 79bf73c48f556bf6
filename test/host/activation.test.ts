import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import * as z from 'zod';

const Manifest = z.object({
  contributes: z.object({ commands: z.array(z.object({ command: z.string() })) }),
});

describe('host/activation', () => {
  const extension = vscode.extensions.getExtension('autobot.autobot');
  before(() => extension?.activate());

  it('activates', () => {
    assert.equal(extension?.isActive, true);
  });

  it('registers every command of the manifest', async () => {
    const { contributes } = Manifest.parse(extension?.packageJSON);
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter(command => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});

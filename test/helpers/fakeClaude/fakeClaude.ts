import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a stand-in for Claude answers when it is looked for; whoever writes one begins with it. */
export const answersSetup = `
if (process.argv.includes('--version')) { console.log('2.1.330 (Claude Code)'); process.exit(); }
if (process.argv.includes('auth')) { console.log(JSON.stringify({ loggedIn: true, authMethod: 'api_key' })); process.exit(); }
`;

/** What every fake has at hand. `heard(type, listener)` hears the lines of one type on stdin. */
const prelude = `
const listeners = {};
const say = message => process.stdout.write(JSON.stringify(message) + '\\n');
const heard = (type, listener) => (listeners[type] = listener);
const answer = (request, response = {}) =>
  say({ type: 'control_response', response: { subtype: 'success', request_id: request.request_id, response } });
const greet = () => heard('initialize', request => answer(request, { commands: [], pid: process.pid }));
const state = name => say({ type: 'system', subtype: 'session_state_changed', state: name });
const speak = text =>
  say({ type: 'assistant', message: { id: 'message', content: [{ type: 'text', text }] }, parent_tool_use_id: null });
const result = (more = {}) =>
  say({ type: 'result', subtype: 'success', is_error: false, result: 'done', total_cost_usd: 0.5, ...more });
const interrupted = () => result({ subtype: 'error_during_execution', is_error: true, terminal_reason: 'aborted_tools' });
if (!['--version', 'auth', '--tools='].some(word => process.argv.includes(word))) {
  require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
    const message = JSON.parse(line);
    listeners[message.type === 'control_request' ? message.request.subtype : message.type]?.(message);
  }).on('close', () => (listeners.close ?? (() => process.exit(0)))());
}
`;

/** A program in a folder of its own that stands in for the Claude CLI and behaves in one way. */
export class FakeClaude {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'fake claude-')));
  readonly path = join(this.folder, 'claude');

  /** `behaviour` is JavaScript with the words of the prelude. */
  constructor(behaviour: string) {
    this.write(`#!${process.execPath}\n${prelude}\n${behaviour}\n`);
  }

  /** Put any other bytes in its place. */
  write(content: string, mode = 0o755): this {
    writeFileSync(this.path, content);
    chmodSync(this.path, mode);
    return this;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

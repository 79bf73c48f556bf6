import assert from 'node:assert/strict';
import { describeDeath, describeFailure, type FailureFacts } from '../../../src/claude/failure';

describe('claude/failure', () => {
  const cases: [string, FailureFacts][] = [
    ['not_signed_in', { error: 'authentication_failed', text: 'Not logged in · Please run /login' }],
    [
      'api_key_refused',
      { error: 'authentication_failed', status: 401, text: 'Invalid API key · Fix external API key' },
    ],
    ['api_key_refused', { status: 401, text: 'OAuth token has expired · Please run /login' }],
    ['not_permitted', { status: 403, text: 'Failed to authenticate. API Error: 403' }],
    ['billing', { status: 400, text: 'Credit balance is too low' }],
    ['usage_limit', { status: 429, text: 'Claude usage limit reached. Your limit will reset at 3pm' }],
    ['rate_limit', { error: 'rate_limit', text: '' }],
    ['overloaded', { status: 529, text: 'API Error: Repeated 529 Overloaded errors' }],
    ['server_error', { status: 500, text: 'API Error: 500 Internal server error' }],
    ['model_not_found', { status: 404, text: "There's an issue with the selected model" }],
    ['prompt_too_long', { status: 400, hints: ['prompt_too_long'], text: '' }],
    ['network', { hints: ['connection_failed', null], text: 'API Error: Connection refused' }],
    ['budget', { hints: ['error_max_budget_usd'], text: 'Reached maximum budget ($0.06)' }],
    ['max_turns', { hints: ['error_max_turns'], text: '' }],
    ['config_broken', { hints: ['config_file_invalid'], text: 'Configuration error in x' }],
    ['session_unknown', { text: 'No conversation found with session ID: x' }],
    ['session_in_use', { text: 'Error: Session ID x is already in use.' }],
    ['bad_arguments', { text: "error: unknown option '--x'" }],
    ['not_allowed_as_root', { text: '--dangerously-skip-permissions cannot be used with root/sudo privileges' }],
    ['api_error', { text: 'Something new' }],
  ];
  for (const [reason, facts] of cases) {
    it(`names ${reason}: ${facts.text || JSON.stringify(facts)}`, () =>
      assert.equal(describeFailure(facts).reason, reason));
  }

  it('adds what the CLI said, without its noise', () => {
    assert.equal(
      describeFailure({ status: 404, text: '[claude-code:unrecognized_model] {}\nNo such model.\n' }).message,
      'The model does not exist, or your account may not use it. Choose another one in the setting autobot.claude.model. ' +
        '(Claude said: No such model.)',
    );
  });

  it('tells how a process ended', () => {
    const kept = 'What it had done is kept; resume the task to go on.';
    assert.deepEqual(
      [
        describeDeath({ code: 7, signal: null }, 'one\ntwo\nthree\nfour\n').message,
        describeDeath({ code: null, signal: 'SIGKILL' }, '').message,
      ],
      [
        `Claude's process ended with exit code 7. Its last words: two three four. ${kept}`,
        `Claude's process was ended by SIGKILL. ${kept}`,
      ],
    );
  });
});

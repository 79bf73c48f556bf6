import { t } from '@vscode/l10n';
import type { AgentEvent } from '../core/agent';
import { describeFailure } from './failure';
import type { SystemLine } from './streamLine';

/** Known, and either no news for the user or told by other lines. */
const uninteresting = new Set([
  'thinking_tokens',
  'session_state_changed',
  'session_title_changed',
  'background_tasks_changed',
  'task_started',
  'task_progress',
  'task_updated',
  'task_notification',
  'hook_started',
  'hook_progress',
  'hook_response',
  'files_persisted',
  'ui_invalidate',
]);

/** What a system line tells by itself, whatever came before it. */
export function systemEvents(line: SystemLine): AgentEvent[] {
  switch (line.subtype) {
    case 'init':
      return [
        {
          type: 'started',
          session: line.session_id ?? '',
          model: line.model ?? '',
          mode: line.permissionMode ?? '',
          version: line.claude_code_version ?? '',
          commands: line.slash_commands ?? [],
        },
      ];
    case 'api_retry':
      return [
        {
          type: 'retry',
          attempt: line.attempt ?? 0,
          of: line.max_retries ?? 0,
          delay: line.retry_delay_ms ?? 0,
          why: whyRetried(line),
        },
      ];
    case 'status':
      return line.status === 'compacting' ? notice(t('Claude shortens the conversation to make room.')) : [];
    case 'compact_boundary':
      return notice(t('The conversation was shortened.'));
    case 'permission_denied':
      return notice(line.message ?? t`${line.tool_name ?? 'A tool'} was not permitted.`);
    case 'informational':
    case 'model_fallback':
      return notice(line.content ?? '');
    default:
      return uninteresting.has(line.subtype)
        ? []
        : [{ type: 'unrecognised', line: JSON.stringify(line), why: t`unknown system line "${line.subtype}"` }];
  }
}

/** No status means that there was no answer at all. */
function whyRetried({ error, error_status }: SystemLine): string {
  if (typeof error_status !== 'number') {
    return t('the API could not be reached');
  }
  const { reason } = describeFailure({ error: error ?? undefined, status: error_status, text: '' });
  const words: Readonly<Record<string, string>> = {
    api_key_refused: t('the API refused the key or the sign-in'),
    rate_limit: t('too many requests'),
    overloaded: t('the API is overloaded'),
    server_error: t('the API failed'),
  };
  return `${words[reason] ?? t('the API did not answer as expected')} (${error_status})`;
}

function notice(text: string): AgentEvent[] {
  return text === '' ? [] : [{ type: 'notice', text }];
}

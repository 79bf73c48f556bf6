import type { AgentEvent } from '../../../src/core/agent';

/** Events as short lines that a stranger can read. Deltas of one piece are one line. */
export function storyOf(events: readonly AgentEvent[]): string[] {
  const story: string[] = [];
  let growing = '';
  for (const event of events) {
    const line = lineOf(event);
    if (event.type === 'delta' && growing === event.block) {
      story.push(`${story.pop() ?? ''}${event.text}`);
    } else {
      story.push(line);
    }
    growing = event.type === 'delta' ? event.block : '';
  }
  return story;
}

function lineOf(event: AgentEvent): string {
  const inner = 'parent' in event && event.parent !== null ? '  ' : '';
  switch (event.type) {
    case 'started':
      return `started ${event.model}, ${event.mode}, ${event.version}`;
    case 'delta':
      return `${inner}${event.kind}… ${event.text}`;
    case 'text':
    case 'thinking':
      return `${inner}${event.type} ${short(event.text)}`;
    case 'toolCall':
      return `${inner}call ${event.name} ${short(JSON.stringify(event.input))}`;
    case 'toolResult':
      return `${inner}${event.ok ? 'result' : 'failed'} ${short(event.text)}`;
    case 'todos':
      return `todos ${event.items.map(item => `${item.text}=${item.status}`).join(', ')}`;
    case 'permission':
      return `asks ${event.tool}: ${event.description}${event.canAllowForTask ? ' (or for the task)' : ''}`;
    case 'question':
      return `asks you ${event.questions.map(({ question }) => question).join(' ')}`;
    case 'plan':
      return `plans ${short(event.plan)}`;
    case 'said':
      return `said ${short(event.text)}`;
    case 'lingers':
      return `lingers after its ${event.why}`;
    case 'permissionAnswered':
      return `answered ${event.answer.behavior}`;
    case 'permissionWithdrawn':
      return 'asks no more';
    case 'retry':
      return `retry ${event.attempt} of ${event.of}: ${event.why}`;
    case 'background':
      return `background ${event.running} ${event.what}`.trimEnd();
    case 'notice':
      return `notice ${short(event.text)}`;
    case 'turnEnded': {
      const { outcome, reason, message, text, costUsd, tokens } = event;
      const cost = costUsd === null ? '' : ` $${costUsd.toFixed(4)}`;
      const used = tokens ? ` ${tokens.input}+${tokens.output}` : '';
      return `ended ${outcome}${reason === null ? '' : ` (${reason})`}${cost}${used}: ${short(text || message)}`;
    }
    case 'unrecognised':
      return `unrecognised ${short(event.line)}`;
  }
}

/** On one line, cut, and with everything visible. */
function short(text: string): string {
  const characters = Array.from(text.replaceAll('\n', '⏎'), visible);
  return characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : characters.join('');
}

function visible(character: string): string {
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? `<${(character.codePointAt(0) ?? 0).toString(16)}>` : character;
}

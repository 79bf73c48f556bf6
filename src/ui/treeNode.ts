import type { CommandId } from './commandArguments';
import { formatNumber } from '../base/numbers';

/** A codicon, with the theme colour it is drawn in. */
export interface NodeIcon {
  readonly id: string;
  readonly color?: string;
}

/** What a tree shows, as plain data: buildable and testable without an editor. */
export interface TreeNode {
  /** Stays the same while the node is about the same thing, so that it stays expanded and selected. */
  readonly id: string;
  readonly kind: 'repository' | 'period' | 'archive' | 'session' | 'task' | 'file' | 'rejected' | 'hunk' | 'gate';
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** What a screen reader says. */
  readonly accessibilityLabel: string;
  readonly icon: NodeIcon;
  /** What menus match: the kind, the status, and what can be done. */
  readonly contextValue: string;
  /** What a click runs. */
  readonly command?: { readonly id: CommandId; readonly title: string; readonly argument: unknown };
  readonly collapse: 'none' | 'collapsed' | 'expanded';
  /** Built when they are asked for. */
  readonly children: () => readonly TreeNode[];
  /** What a command about this node takes: a task's or session's id, a repository's path, `{ task, path }`. */
  readonly argument: unknown;
  /** Path of the repository it belongs to; of a group of several, none. */
  readonly repository: string | undefined;
  /** The session it belongs to. */
  readonly session: string | null;
}

/** Text of any origin as one line: what does not show is made visible, so that a file name keeps its newline. */
export function labelOf(text: string): string {
  return text.replaceAll(/[\0-\u001f]/g, character => String.fromCodePoint(0x2400 + character.charCodeAt(0)));
}

/** Parts that say something, with a dot between them. */
export function joined(...parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter(part => typeof part === 'string' && part !== '').join(' · ');
}

export function inSeconds(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) {
    return `${formatNumber(seconds, { most: 1 })} s`;
  }
  const whole = Math.round(seconds);
  const rest = whole % 60 === 0 ? '' : ` ${whole % 60} s`;
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min${rest}`;
}

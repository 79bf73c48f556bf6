import type { Finding } from '../../core/gate';
import { readerOf, type LineReader } from './lineReader';

/** The path ends in an extension, so that clocks and host names with ports are not taken for one. */
const place =
  /^(?:vet: )?(?<file>(?:[A-Za-z]:[\\/])?[^\s:][^:]*\.\w+):(?<line>\d+)(?::(?<column>\d+))?: (?<rest>\S.*)$/;

const kind = /^(?<kind>(?:fatal )?error|warning|note|info)(?:\[(?<code>[\w-]+)\])?: (?<message>.+)$/i;

/** `file:line:column: message`, as gcc began it and ruff, mypy, go vet, pytest and many more go on with it. */
export function createGenericReader(): LineReader {
  return readerOf(parseLine);
}

function parseLine(text: string): Finding | undefined {
  const { file, line, column, rest } = place.exec(text)?.groups ?? {};
  if (file === undefined || rest === undefined) {
    return undefined;
  }
  const said = kind.exec(rest)?.groups;
  const severity = said?.['kind']?.toLowerCase() ?? 'error';
  if (severity === 'note' || severity === 'info') {
    return undefined; // explains the finding before it
  }
  const [message, rule] = splitRule(said?.['message'] ?? rest);
  return {
    file,
    line: Number(line),
    column: column === undefined ? null : Number(column),
    severity: severity === 'warning' ? 'warning' : 'error',
    message,
    rule: said?.['code'] ?? rule,
  };
}

/** `F401 [*] message` as ruff writes it; `message  [code]` as mypy and gcc do. */
function splitRule(text: string): [message: string, rule: string | null] {
  const [, first, afterFirst] = /^([A-Z]+\d+) (?:\[\*\] )?(.+)$/.exec(text) ?? [];
  if (first !== undefined && afterFirst !== undefined) {
    return [afterFirst, first];
  }
  const [, beforeLast, last] = /^(.+?)\s+\[([\w=+-]+)\]$/.exec(text) ?? [];
  return beforeLast !== undefined && last !== undefined ? [beforeLast, last] : [text, null];
}

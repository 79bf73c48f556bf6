import type { Finding } from '../../core/gate';
import type { ReportReader } from './reportReader';

const began = /^=== (?:RUN|CONT|NAME)\s+(\S+)$/;
const ended = /^\s*--- (FAIL|PASS|SKIP): (\S+) \([\d.]+s\)$/;
const logged = /^\s+([^\s:]+\.go):(\d+):(?: (.*))?$/;
const packageEnded = /^(FAIL|ok {2})\t(\S+)\t/;

/**
 * What `go test` prints, with and without -v: what a test logged is a finding if the test failed.
 *
 * Files are named without their folder; it follows from the package, whose line comes last, and the module's name.
 */
export function createGoTestReader(module: string | undefined): ReportReader {
  let current = '';
  let logs: { readonly test: string; readonly file: string; readonly line: number; message: string }[] = [];
  let failed = new Set<string>();
  let isLog = false;

  return line => {
    const wasLog = isLog;
    isLog = false;
    const [, test] = began.exec(line ?? '') ?? [];
    const [, outcome, over] = ended.exec(line ?? '') ?? [];
    if (test !== undefined || over !== undefined) {
      current = test ?? over ?? '';
      if (outcome === 'FAIL') {
        failed.add(current);
      }
      return undefined;
    }
    const [, file, at, message = ''] = logged.exec(line ?? '') ?? [];
    if (file !== undefined && current !== '') {
      logs.push({ test: current, file, line: Number(at), message });
      isLog = true;
      return {};
    }
    if (wasLog && /^\s{8}/.test(line ?? '')) {
      const last = logs.at(-1);
      if (last) {
        last.message = `${last.message} ${(line ?? '').trim()}`.trim().slice(0, 400);
      }
      isLog = true;
      return {};
    }
    const [, end, name = ''] = packageEnded.exec(line ?? '') ?? [];
    if (end === undefined) {
      return undefined;
    }
    const folder = folderOf(name, module);
    const findings = logs
      .filter(log => failed.has(log.test))
      .map((log): Finding => {
        const said = log.message === '' ? log.test : `${log.test}: ${log.message}`;
        const place =
          folder === undefined
            ? { file: null, line: null, message: `${name}/${log.file}:${log.line}: ${said}` }
            : { file: `${folder}${log.file}`, line: log.line, message: said };
        return { ...place, column: null, severity: 'error', rule: null };
      });
    [current, logs, failed] = ['', [], new Set()];
    return { findings, text: line ?? '' };
  };
}

/** Where a package is, below the module's root; unknown for another module's. */
function folderOf(name: string, module: string | undefined): string | undefined {
  if (module === undefined) {
    return undefined;
  }
  return name === module ? '' : name.startsWith(`${module}/`) ? `${name.slice(module.length + 1)}/` : undefined;
}

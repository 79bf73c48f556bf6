/** One line of `git status --porcelain=v2 -z`. */
export interface StatusRecord {
  /** `#` header, `1` changed, `2` renamed, `u` unmerged, `?` untracked. */
  readonly type: string;
  /** How index and work tree differ from HEAD and index, a letter each; `.` for not at all. Only of `1` and `2`. */
  readonly states: string;
  /** Of the file in the work tree. Only of `1` and `2`. */
  readonly mode: string;
  /** Of a header, what it says. */
  readonly path: string;
}

/** See git-status(1), "Porcelain Format Version 2". */
export function* readStatus(output: string): Generator<StatusRecord> {
  const records = output.split('\0').values();
  for (const record of records) {
    const fields = record.split(' ');
    const [type = '', states = '', , , , mode = ''] = fields;
    const path = fields.slice(fieldsBefore[type] ?? 1).join(' ');
    if (type === '2') {
      records.next(); // a rename spends a second record on its old path
    }
    if (type !== '') {
      yield { type, states, mode, path };
    }
  }
}

const fieldsBefore: Readonly<Record<string, number>> = { '1': 8, '2': 9, u: 10 };

/** What a header says of HEAD's commit; `null` before the first one, and of other headers. */
export function commitIn(header: string): string | null {
  const [name, commit = null] = header.split(' ');
  return name === 'branch.oid' && commit !== '(initial)' ? commit : null;
}

/** The same of HEAD's branch; `null` when detached. */
export function branchIn(header: string): string | null {
  const [name, branch = null] = header.split(' ');
  return name === 'branch.head' && branch !== '(detached)' ? branch : null;
}

/** A place that a tool named, as it wrote it. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number | null;
}

const frames = [
  /^\s*at (?:.* \()?(?<file>[^()\s].*?):(?<line>\d+):(?<column>\d+)\)?$/, // JavaScript
  /^\s*(?<file>[^\s:][^:]*\.\w+):(?<line>\d+)(?::(?<column>\d+))?(?::|$)/, // pytest, gcc and many more
  /^\s*File "(?<file>[^"]+)", line (?<line>\d+)/, // Python
  /^\s*at (?<file>\S+) line (?<line>\d+)\.?$/, // Perl
  /^\((?:in test file|from function .+ in file) (?<file>.+), line (?<line>\d+)/, // bats
];
const foreign = /^node:|(?:^|[\\/])(?:node_modules|site-packages|internal)[\\/]/;

/** Where a failure's words say it happened: the first place that is not a library's; in this file, if one is named. */
export function placeInStack(text: string, file: string | null = null): Place | null {
  for (const line of text.split('\n', 200)) {
    const groups = frames.map(frame => frame.exec(line)?.groups).find(found => found !== undefined);
    const named = groups?.['file'];
    if (named !== undefined && !foreign.test(named) && (file === null || named.endsWith(file))) {
      const column = groups?.['column'];
      return { file: named, line: Number(groups?.['line']), column: column === undefined ? null : Number(column) };
    }
  }
  return null;
}

/** The globs that `files.exclude` and `search.exclude` switch on, as git's pathspecs have them: without braces. */
export function excludedGlobs(...settings: readonly unknown[]): string[] {
  const globs = settings.flatMap(setting =>
    typeof setting === 'object' && setting !== null
      ? Object.entries(setting).flatMap(([glob, isOn]) => (isOn === true ? withoutBraces(glob) : []))
      : [],
  );
  const usable = globs.map(glob => glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, ''));
  return [...new Set(usable)].filter(glob => glob !== '' && !glob.split('/').includes('..') && !glob.includes('\0'));
}

/** `*.{js,ts}` as `*.js` and `*.ts`; the innermost braces first, and no more than a few hundred. */
function withoutBraces(glob: string): string[] {
  let globs = [glob];
  for (;;) {
    const next = globs.flatMap(each => {
      const braces = /\{(?<choices>[^{}]*)\}/.exec(each);
      return braces
        ? (braces.groups?.['choices'] ?? '').split(',').map(choice => each.replace(braces[0], () => choice))
        : [each];
    });
    if (next.length === globs.length || next.length > 500) {
      return next.filter(each => !/[{}]/.test(each));
    }
    globs = next;
  }
}

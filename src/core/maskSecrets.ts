const mask = '[secret]';

/** Shapes that keys, tokens and passwords have. What stands before the secret itself, if anything, is the first group. */
const shapes: readonly RegExp[] = [
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /()\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{16,}/g,
  /()\b(?:gh[pousr]|glpat|npm|xox[abprs]|hf|pypi)[-_][A-Za-z0-9_-]{16,}/g,
  /()\bgithub_pat_\w{20,}/g,
  /()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /()\bAIza[A-Za-z0-9_-]{30,}/g,
  /()\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /(\b(?:Bearer|Basic)\s+)[A-Za-z0-9._~+/-]{12,}=*/gi,
  /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
  /(\b[\w-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|credential)s?["']?\s*[:=]\s*["']?)[^\s"',;&)}\]]{6,}/gi,
];

/** Text without what looks like a secret, and without these values. */
export function maskSecrets(text: string, values: readonly string[] = []): string {
  const withoutValues = values.reduce((rest, value) => rest.replaceAll(value, mask), text);
  return shapes.reduce((rest, shape) => rest.replaceAll(shape, `$1${mask}`), withoutValues);
}

/** Values of environment variables whose names say that they are secret, longest first. */
export function secretValues(environment: Readonly<Record<string, string | undefined>>): string[] {
  const isSecret = (name: string): boolean => /(?:key|token|secret|passw(?:or)?d|credential)s?$/i.test(name);
  const values = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value.length >= 8 && isSecret(name) ? [value] : [],
  );
  return values.toSorted((a, b) => b.length - a.length);
}

/** Every text in a value of plain JSON, masked. */
export function maskAll<T>(value: T, values: readonly string[] = []): T {
  if (typeof value === 'string') {
    return maskSecrets(value, values) as T & string;
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => maskAll(item, values)) as T & unknown[];
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]: [string, unknown]) => [key, maskAll(item, values)]);
    return Object.fromEntries(entries) as T & object;
  }
  return value;
}

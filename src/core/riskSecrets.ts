import { t } from '@vscode/l10n';

/** Shapes of secrets that are known well enough to be told from other text, and what they are called. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY/, t('private key')],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, t('AWS key')],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22})/, t('GitHub token')],
  [/\bglpat-[\w-]{20}/, t('GitLab token')],
  [/\bxox[abeprs]-[A-Za-z0-9-]{10}|hooks\.slack\.com\/services\/T\w{6,12}\/B\w{6,12}\/\w{16}/, t('Slack token')],
  [/\bsk-ant-[\w-]{20}/, t('Anthropic key')],
  [/\bsk-(?:proj-[\w-]{20}|[A-Za-z0-9]{32})/, t('OpenAI key')],
  [/\bAIza[\w-]{35}/, t('Google key')],
  [/\b[rs]k_live_[A-Za-z0-9]{20}/, t('Stripe key')],
  [/\bnpm_[A-Za-z0-9]{36}/, t('npm token')],
  [/\bpypi-AgE[\w-]{40}/, t('PyPI token')],
  [/\bhf_[A-Za-z]{34}/, t('Hugging Face token')],
  [/\bSG\.[\w-]{22}\.[\w-]{43}/, t('SendGrid key')],
];

/** A line that may hold one. */
export const secretShape = new RegExp(shapes.map(([shape]) => `(?:${shape.source})`).join('|'));

/** What secret a line seems to hold, by name alone; `null` for none. Those that manuals show are none. */
export function secretIn(line: string): string | null {
  const [shape, name] = shapes.find(([candidate]) => candidate.test(line)) ?? [];
  const [text = ''] = shape?.exec(line) ?? [];
  return name !== undefined && !/EXAMPLE|[Xx]{8}|0{12}/.test(text) ? name : null;
}

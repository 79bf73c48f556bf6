import { t } from '@vscode/l10n';
import { joinLines } from './lines';

/**
 * Why a file needs an approval of its own: what is in it runs programs, or decides which run, when somebody opens,
 * checks or builds the repository. `null` for all others.
 *
 * Paths are compared without case, since file systems may do so.
 */
export function whyProtected(path: string): string | null {
  const lower = path.toLowerCase();
  return rules.find(([pattern]) => pattern.test(lower))?.[1] ?? null;
}

const rules: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)\.gitattributes$/, t('decides which programs git runs on files')],
  [/(^|\/)\.gitmodules$/, t('decides which repositories git fetches')],
  [/(^|\/)\.git(\/|$)/, t('is part of git itself')],
  [/(^|\/)\.vscode\/[^/]*\.json$/, t('changes what VS Code runs here')],
  [/\.code-workspace$/, t('changes what VS Code runs here')],
  [/(^|\/)\.devcontainer(\.json$|\/)/, t('changes what VS Code runs here')],
  [/(^|\/)\.mcp\.json$/, t('starts programs that agents talk to')],
  [/(^|\/)\.claude\/settings[^/]*$/, t('changes what Claude may do, and runs hooks')],
  [/(^|\/)\.claude\/hooks\//, t('is run by Claude')],
  [/(^|\/)\.npmrc$/, t('changes what npm fetches and runs')],
  [/(^|\/)\.yarnrc(\.yml)?$/, t('changes what yarn fetches and runs')],
  [/(^|\/)\.envrc$/, t('is run when somebody enters the folder')],
  [/(^|\/)\.husky\//, t('is run by git')],
  [/(^|\/)\.githooks\//, t('is run by git')],
  [/^\.(github\/(workflows|actions)|circleci|buildkite|woodpecker|teamcity|drone|ci)\//, t('is run by CI')],
  [/^\.(gitlab-ci|travis|drone|appveyor|woodpecker|cirrus)\.ya?ml$/, t('is run by CI')],
  [/^(appveyor|azure-pipelines|bitbucket-pipelines|cloudbuild)\.ya?ml$/, t('is run by CI')],
  [/(^|\/)jenkinsfile$/, t('is run by CI')],
];

/** The same with what a change does to the file: a manifest of packages is protected only where its scripts change. */
export function whyChangeProtected(path: string, before: readonly string[], after: readonly string[]): string | null {
  const [, program] = manifests.find(([pattern]) => pattern.test(path)) ?? [];
  const changesScripts = program !== undefined && scriptsOf(before) !== scriptsOf(after);
  return changesScripts ? t`changes scripts that ${program} runs` : whyProtected(path);
}

const manifests = [
  [/(^|\/)package\.json$/i, 'npm'],
  [/(^|\/)composer\.json$/i, 'Composer'],
] as const;

/** Comparable text of a manifest's scripts; of all of it where it cannot be read. */
function scriptsOf(lines: readonly string[]): string {
  const text = joinLines(lines);
  if (text.trim() === '') {
    return '{}';
  }
  try {
    const manifest: unknown = JSON.parse(text.replace(/^\u00ef\u00bb\u00bf/, ''));
    const scripts = typeof manifest === 'object' && manifest && 'scripts' in manifest ? manifest.scripts : {};
    return JSON.stringify(scripts);
  } catch {
    return text;
  }
}

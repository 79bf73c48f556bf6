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
  [/(^|\/)\.gitattributes$/, 'decides which programs git runs on files'],
  [/(^|\/)\.gitmodules$/, 'decides which repositories git fetches'],
  [/(^|\/)\.git(\/|$)/, 'is part of git itself'],
  [/(^|\/)\.vscode\/[^/]*\.json$/, 'changes what VS Code runs here'],
  [/\.code-workspace$/, 'changes what VS Code runs here'],
  [/(^|\/)\.devcontainer(\.json$|\/)/, 'changes what VS Code runs here'],
  [/(^|\/)\.mcp\.json$/, 'starts programs that agents talk to'],
  [/(^|\/)\.claude\/settings[^/]*$/, 'changes what Claude may do, and runs hooks'],
  [/(^|\/)\.claude\/hooks\//, 'is run by Claude'],
  [/(^|\/)\.npmrc$/, 'changes what npm fetches and runs'],
  [/(^|\/)\.yarnrc(\.yml)?$/, 'changes what yarn fetches and runs'],
  [/(^|\/)\.envrc$/, 'is run when somebody enters the folder'],
  [/(^|\/)\.husky\//, 'is run by git'],
  [/(^|\/)\.githooks\//, 'is run by git'],
  [/^\.(github\/(workflows|actions)|circleci|buildkite|woodpecker|teamcity|drone|ci)\//, 'is run by CI'],
  [/^\.(gitlab-ci|travis|drone|appveyor|woodpecker|cirrus)\.ya?ml$/, 'is run by CI'],
  [/^(appveyor|azure-pipelines|bitbucket-pipelines|cloudbuild)\.ya?ml$/, 'is run by CI'],
  [/(^|\/)jenkinsfile$/, 'is run by CI'],
];

/** The same with what a change does to the file: a manifest of packages is protected only where its scripts change. */
export function whyChangeProtected(path: string, before: readonly string[], after: readonly string[]): string | null {
  const [, program] = manifests.find(([pattern]) => pattern.test(path)) ?? [];
  const changesScripts = program !== undefined && scriptsOf(before) !== scriptsOf(after);
  return changesScripts ? `changes scripts that ${program} runs` : whyProtected(path);
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

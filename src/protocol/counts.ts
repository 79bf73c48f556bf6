import { t } from '@vscode/l10n';

/** So many of something, in words. Each is a text of its own, since languages make their plurals differently. */
export function countOf(count: number, what: keyof typeof counts): string {
  return counts[what](count);
}

const counts = {
  task: (n: number) => (n === 1 ? t('1 task') : t`${n} tasks`),
  taskInNeed: (n: number) => (n === 1 ? t('1 task needs you') : t`${n} tasks need you`),
  needsYou: (n: number) => (n === 1 ? t('1 needs you') : t`${n} need you`),
  session: (n: number) => (n === 1 ? t('1 session') : t`${n} sessions`),
  repository: (n: number) => (n === 1 ? t('1 repository') : t`${n} repositories`),
  gate: (n: number) => (n === 1 ? t('1 gate') : t`${n} gates`),
  test: (n: number) => (n === 1 ? t('1 test') : t`${n} tests`),
  finding: (n: number) => (n === 1 ? t('1 finding') : t`${n} findings`),
  moreFinding: (n: number) => (n === 1 ? t('1 more finding') : t`${n} more findings`),
  hunk: (n: number) => (n === 1 ? t('1 hunk') : t`${n} hunks`),
  file: (n: number) => (n === 1 ? t('1 file') : t`${n} files`),
  moreFile: (n: number) => (n === 1 ? t('1 more file') : t`${n} more files`),
  riskyFile: (n: number) => (n === 1 ? t('1 file to look at closely') : t`${n} files to look at closely`),
  openRemark: (n: number) => (n === 1 ? t('1 open remark') : t`${n} open remarks`),
  check: (n: number) => (n === 1 ? t('1 check') : t`${n} checks`),
  warning: (n: number) => (n === 1 ? t('1 warning') : t`${n} warnings`),
  step: (n: number) => (n === 1 ? t('1 step') : t`${n} steps`),
  character: (n: number) => (n === 1 ? t('1 character') : t`${n} characters`),
  moreCharacter: (n: number) => (n === 1 ? t('1 more character') : t`${n} more characters`),
  suggestion: (n: number) => (n === 1 ? t('1 suggestion') : t`${n} suggestions`),
} as const;

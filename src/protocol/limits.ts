import { t } from '@vscode/l10n';

/** Longest prompt or message to Claude, in characters. Here, apart from the schemas, so that the webview can know it. */
export const promptLimit = 200_000;

/** An image with more bytes is not even sent to the host, which knows the limits proper. */
export const mostImageBytes = 12_000_000;

/** What Claude may do unasked, as one task can have it; the setting knows `inherit` besides. */
export const permissionModes = ['default', 'acceptEdits', 'plan', 'bypassPermissions'] as const;
export type PermissionMode = (typeof permissionModes)[number];

/** The same in words. */
export const permissionModeWords: Readonly<Record<PermissionMode, string>> = {
  default: t('Ask before edits and commands'),
  acceptEdits: t('Accept edits'),
  plan: t('Plan first'),
  bypassPermissions: t('Ask nothing (dangerous)'),
};

/** A name or an alias of a model, as the CLI takes it. */
export const modelPattern = /^\w[\w.:@/[\]-]{0,199}$/;

/** Where the images of the prompt are that is being written; those of a task's form are under its id. */
export const promptPlace = 'prompt';

import { t } from '@vscode/l10n';
import type { Workspace } from '../ports';
import { relativePath } from '../repositories';
import { block, type Check, pass } from './check';
import { someOf } from './repositoryChecks';

const line = { check: 'unsaved', label: t('Unsaved editors') };

export function checkUnsaved(repository: string, workspace: Workspace): Check {
  const unsaved = workspace.editors.unsavedFiles().flatMap(file => relativePath(repository, file) ?? []);
  if (unsaved.length === 0) {
    return pass(line, t('none'));
  }
  const detail = t`Claude reads files from disk and would not see your unsaved changes in ${someOf(unsaved)}.`;
  return { ...block(line, detail, { id: 'saveAll', label: t('Save All') }), canWaive: true };
}

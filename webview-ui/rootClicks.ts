import { t } from '@vscode/l10n';
import type { Context } from './context';

/** Clicks in what a model wrote, which holds no handlers of its own: file links and copy buttons. */
export function handleClick(event: MouseEvent, context: Context): void {
  const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-path], .copy') : null;
  const path = target?.dataset['path'];
  if (target && path !== undefined) {
    event.preventDefault();
    event.stopPropagation(); // VS Code would follow the link
    const task = target.closest<HTMLElement>('[data-task]')?.dataset['task'];
    const line = Number(target.dataset['line'] ?? 0);
    if (task !== undefined) {
      context.post({ type: 'openFile', task, path, line: line > 0 ? line : null });
    }
  } else if (target) {
    const code = target.closest('.code')?.querySelector('code')?.textContent ?? '';
    void copy(target, code);
  }
}

/** Says what became of it in the button itself. */
async function copy(button: HTMLElement, text: string): Promise<void> {
  const glyph = button.querySelector('.codicon');
  const done = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  button.title = done ? t('Copied') : t('The clipboard cannot be written');
  glyph?.classList.replace('codicon-copy', done ? 'codicon-check' : 'codicon-error');
  setTimeout(() => {
    button.title = t('Copy');
    glyph?.classList.remove('codicon-check', 'codicon-error');
    glyph?.classList.add('codicon-copy');
  }, 1_500);
}

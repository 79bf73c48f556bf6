import { t } from '@vscode/l10n';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/errors';
import type { Editors } from './ports';

/**
 * Claude's plans, each a Markdown file beside history: `plans/<task>/plan-<n>.md`. The user may edit the file, and what
 * they approve is what it says then, saved or not.
 */
export class Plans {
  readonly #requests = new Map<string, { readonly file: Promise<string>; readonly plan: string }>();

  constructor(
    private readonly folder: string,
    private readonly editors: Pick<Editors, 'unsavedBytes'>,
  ) {}

  /** A plan that Claude asks to carry out. */
  keep(taskId: string, request: string, plan: string): void {
    const file = this.#write(taskId, plan);
    file.catch(() => undefined); // whoever opens or approves it hears of it
    this.#requests.set(request, { file, plan });
  }

  /** The file of the task's latest plan. */
  async latest(taskId: string): Promise<string> {
    await Promise.allSettled([...this.#requests.values()].map(({ file }) => file));
    const latest = (await this.#names(taskId)).at(-1);
    if (latest === undefined) {
      throw new UserError('noPlan', t('Claude has made no plan in this task. Start one with the mode “Plan first”.'));
    }
    return join(this.folder, taskId, latest);
  }

  /** The plan of a request as the user left it, and whether that differs from Claude's. */
  async read(request: string): Promise<{ plan: string; edited: boolean }> {
    const known = this.#requests.get(request);
    if (!known) {
      throw new UserError('noPlan', t('This plan is no longer waiting for your answer.'));
    }
    const file = await known.file;
    const bytes = (await this.editors.unsavedBytes(file)) ?? (await readFile(file));
    const plan = Buffer.from(bytes).toString('utf8');
    return { plan, edited: plan !== known.plan };
  }

  async #write(taskId: string, plan: string): Promise<string> {
    const folder = join(this.folder, taskId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `plan-${(await this.#names(taskId)).length + 1}.md`);
    await writeFile(file, plan, { mode: 0o600 });
    return file;
  }

  async #names(taskId: string): Promise<string[]> {
    const names = await readdir(join(this.folder, taskId)).catch(() => []);
    return names
      .filter(name => /^plan-\d+\.md$/.test(name))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  }
}

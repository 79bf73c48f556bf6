import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';

/** Open a task's latest plan as a Markdown document, beside the timeline: what the user writes there counts. */
export async function openPlan(autobot: Pick<Autobot, 'plans'>, taskId: string): Promise<void> {
  const file = await autobot.plans.latest(taskId);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false, viewColumn: vscode.ViewColumn.Beside });
}

import * as vscode from 'vscode';
import { type NoticeKind, noticeKinds } from './notificationModel';

/** Whether the settings want notifications, and of this kind. */
export function wantsNotice(kind: NoticeKind): boolean {
  const settings = vscode.workspace.getConfiguration('autobot');
  const kinds = settings.get<unknown>('notifications.kinds', noticeKinds); // whatever the user wrote there
  return settings.get<boolean>('notifications', true) && (!Array.isArray(kinds) || kinds.includes(kind));
}

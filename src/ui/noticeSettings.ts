import * as vscode from 'vscode';
import { type NoticeConditions, noticeKinds } from './notificationModel';

/** What the settings say of notifications. */
export function noticeSettings(): Pick<NoticeConditions, 'isOn' | 'kinds'> {
  const settings = vscode.workspace.getConfiguration('autobot');
  return {
    isOn: settings.get<boolean>('notifications', true),
    kinds: settings.get<unknown>('notifications.kinds', noticeKinds),
  };
}

import { t } from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Autobot } from '../app/autobot';
import { Timeline } from '../app/timeline';
import { UserError } from '../base/errors';
import { getTranslations } from '../base/language';
import type { Task } from '../core/model';
import type { PromptImage } from '../core/promptImage';
import { type Disposable, Disposables } from '../base/lifecycle';
import { buildWebviewHtml } from '../protocol/html';
import { dispatchToHost, type PanelCommand, type ToHostHandlers } from '../protocol/messages';
import { report } from './commands';
import type { Drafts } from './drafts';
import { PromptImages } from './promptImages';
import type { PanelAccess } from './timelineHandlers';

const viewType = 'autobot.timeline';

/** What the panels need that is not the app's: how messages are carried out. */
export interface PanelParts {
  readonly autobot: Autobot;
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly drafts: Drafts;
  readonly buildHandlers: (timeline: Timeline, access: PanelAccess) => ToHostHandlers;
}

interface Open {
  readonly panel: vscode.WebviewPanel;
  readonly timeline: Timeline;
}

/** The timeline panels: one for each repository whose timeline is open. They survive a reload. */
export class TimelinePanels implements vscode.WebviewPanelSerializer, Disposable {
  readonly #owned = new Disposables();
  readonly #open = new Map<string, Open>();

  constructor(private readonly parts: PanelParts) {
    this.#owned.add(vscode.window.registerWebviewPanelSerializer(viewType, this));
    this.#owned.defer(() => {
      [...this.#open.values()].forEach(({ panel }) => void panel.dispose());
    });
  }

  /** Whether the user has a timeline before their eyes. */
  get isVisible(): boolean {
    return [...this.#open.values()].some(({ panel }) => panel.visible);
  }

  /** Show a session's timeline, or that of the repository's open session. */
  show(repositoryId: string, sessionId: string | null): Timeline {
    const key = keyOf(repositoryId, sessionId, this.parts.autobot);
    const open = this.#open.get(key);
    if (open) {
      open.panel.reveal();
      return open.timeline;
    }
    void this.#closeSleeping(titleOf(this.parts.autobot, repositoryId));
    const panel = vscode.window.createWebviewPanel(viewType, 'Autobot', vscode.ViewColumn.Active);
    return this.#attach(panel, key, repositoryId, sessionId);
  }

  /** Do something in the timeline that the user is in. */
  async command(command: PanelCommand['command']): Promise<void> {
    const panels = [...this.#open.values()].map(({ panel }) => panel);
    const panel = panels.find(({ active }) => active) ?? panels.find(({ visible }) => visible);
    if (!panel) {
      throw new UserError('noTimeline', t('There is no timeline to be seen: open one first.'));
    }
    panel.reveal(undefined, false); // the focus may be in another part of the window
    const message: PanelCommand = { type: 'command', command };
    await panel.webview.postMessage(message);
  }

  /** VS Code brings a panel back after a reload; the webview remembers which one it was. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { repositories, history } = this.parts.autobot;
    const known = state as { path?: unknown; session?: unknown } | undefined;
    const isKnown = (row: { path: string }): boolean => row.path === known?.path;
    const shown = [...repositories.present, ...repositories.missing].find(isKnown);
    const repository = shown ?? (await repositories.list()).find(isKnown) ?? repositories.present[0];
    if (!repository) {
      panel.dispose();
      return;
    }
    const session = typeof known?.session === 'string' ? history.find('sessions', known.session) : undefined;
    const sessionId = session?.repositoryId === repository.id ? session.id : null;
    const key = keyOf(repository.id, sessionId, this.parts.autobot);
    if (this.#open.has(key)) {
      panel.dispose(); // the user was quicker
    } else {
      this.#attach(panel, key, repository.id, sessionId);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** A tab of before a reload comes to life only once it is shown: a new panel takes its place. */
  async #closeSleeping(title: string): Promise<void> {
    const isAwake = [...this.#open.values()].some(({ panel }) => panel.title === title);
    const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
    const sleeping = tabs.filter(
      ({ input, label }) =>
        label === title && input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewType),
    );
    if (!isAwake && sleeping.length > 0) {
      await vscode.window.tabGroups.close(sleeping, true);
    }
  }

  #attach(panel: vscode.WebviewPanel, key: string, repositoryId: string, sessionId: string | null): Timeline {
    const { autobot, extensionUri, log, drafts, buildHandlers } = this.parts;
    const owned = new Disposables();
    const timeline = owned.add(new Timeline(autobot, repositoryId, sessionId));
    timeline.setDraft(drafts.get(key));
    const shown = (): PromptImage[] => imagesOf(autobot, timeline.tasks);
    const save = (place: string, kept: readonly PromptImage[]): Promise<void> => drafts.setImages(key, place, kept);
    const images = new PromptImages(autobot.images, timeline, shown, save);
    images.recall(drafts.images(key)).catch((error: unknown) => report('timeline', error, log));
    const handlers = buildHandlers(timeline, {
      images,
      saveDraft: text => drafts.set(key, text),
      isVisible: () => panel.visible,
    });
    const { webview } = panel;
    const dist = vscode.Uri.joinPath(extensionUri, 'dist');
    const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    panel.title = titleOf(autobot, repositoryId);
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', `autobot-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    const imageFolder = vscode.Uri.file(autobot.images.folder);
    webview.options = { enableScripts: true, localResourceRoots: [dist, imageFolder] };
    owned.add(timeline.onMessage(message => panel.visible && void webview.postMessage(message)));
    owned.add(
      webview.onDidReceiveMessage(async (raw: unknown) => {
        try {
          const problem = await dispatchToHost(raw, handlers);
          if (problem) {
            log.error(problem);
          }
        } catch (error) {
          report('timeline', error, log);
        }
      }),
    );
    webview.html = buildWebviewHtml({
      title: panel.title,
      language: vscode.l10n.bundle ? vscode.env.language : 'en',
      translations: getTranslations(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      script: asset('webview.js'),
      style: asset('webview.css'),
      codicons: asset('codicon.css'),
      images: webview.asWebviewUri(imageFolder).toString(),
    });
    this.#open.set(key, { panel, timeline });
    panel.onDidDispose(() => {
      owned.dispose();
      this.#open.delete(key);
    });
    return timeline;
  }
}

function titleOf({ history }: Autobot, repositoryId: string): string {
  return `Autobot: ${history.get('repositories', repositoryId).name}`;
}

/** All that was sent with these tasks, or waits to be. */
function imagesOf({ messages, tasks }: Autobot, shown: readonly Task[]): PromptImage[] {
  return shown
    .flatMap(task => [task, ...tasks.turns(task.id), ...messages.of(task.id)])
    .flatMap(({ images }) => images);
}

/** The open session of a repository and the repository itself share one panel. */
function keyOf(repositoryId: string, sessionId: string | null, autobot: Autobot): string {
  const isOpen = sessionId === null || autobot.sessions.open(repositoryId)?.id === sessionId;
  return isOpen ? repositoryId : sessionId;
}

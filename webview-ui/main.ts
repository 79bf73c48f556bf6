import './language'; // first: what is loaded after it has its texts in the user's language
import { render } from 'lit-html';
import { promptLimit, promptPlace } from '../src/protocol/limits';
import type { PanelCommand, ToWebview } from '../src/protocol/messages';
import { settleCommitMessage } from './commitPanel';
import { takeCompletions } from './completions';
import type { Context } from './context';
import { tick } from './elapsed';
import { host } from './host';
import { attachedTo, takeImages } from './images';
import { LazyChunks } from './lazyChunks';
import { allChunks, applyMessage, newModel } from './model';
import { PanelCommands } from './panelCommands';
import { handleClick } from './rootClicks';
import { settleCaret, takeInsert, takePrompts } from './prompt';
import { Scroll } from './scroll';
import { Search } from './search';
import { renderTimeline, type TimelineCallbacks } from './timeline';
import { registerControls } from './toolkit';
import { restoreUiState, saveUiState } from './uiState';
import { warmUp } from './warmUp';
import './timeline.css';

registerControls();
const root = document.getElementById('timeline') ?? document.body;
const saved = host.getState();
const ui = restoreUiState(saved);
const model = newModel();
let announcement = '';
let isDrawn = false;
let focusNext: string | undefined;

const context: Context = {
  ui,
  post: message => {
    keep(); // what the host does with it may hide this panel at once
    host.postMessage(message);
  },
  redraw: () => {
    ui.version++;
    scheduleDraw();
    save();
  },
  focus: id => (focusNext = id),
  announce: words => (announcement = words),
};
const search = new Search({ model, context, page: () => page });
const commands = new PanelCommands(context, search);
const callbacks: Omit<TimelineCallbacks, 'announcement'> = {
  onScroll: () => {
    page?.lazyChunks.look();
    if (page?.scroll.noteScroll()) {
      scheduleDraw();
    }
    save();
  },
  onJumpToEnd: () => {
    page?.scroll.toEnd();
    scheduleDraw();
  },
  onDraft: () => {
    scheduleDraw();
    keep(); // at once: the next moment this page may be gone, with its extension host or its window
    reportDraft();
  },
  onCommand: command => page && commands.run(command, page.log, page.scroll),
  onCloseSearch: () => commands.closeSearch(),
  search,
};

let page: { readonly log: HTMLElement; readonly scroll: Scroll; readonly lazyChunks: LazyChunks } | undefined;
const keep = (): void => host.setState(saveUiState(ui));
const save = debounce(300, () => {
  ui.anchor = ui.follow ? null : (ui.anchor ?? page?.scroll.findAnchor() ?? null);
  keep();
});
const sendDraft = (): void => host.postMessage({ type: 'draftChanged', text: ui.draft.slice(0, promptLimit) });
const reportDraft = debounce(200, sendDraft);
const scheduleDraw = oncePerFrame(draw);

function draw(): void {
  render(renderTimeline(model, context, { ...callbacks, announcement }), root);
  tick(root, Date.now() + model.clockOffset);
  if (!page) {
    watchLog();
  }
  page?.scroll.settle();
  if (!isDrawn && model.header) {
    isDrawn = true;
    if (!ui.follow && ui.anchor) {
      page?.scroll.restore(ui.anchor);
    }
  }
  page?.lazyChunks.look();
  search.settle();
  if (focusNext !== undefined) {
    const element = document.getElementById(focusNext);
    element?.focus();
    if (element instanceof HTMLInputElement) {
      element.select();
    }
    focusNext = undefined;
  }
  settleCaret(context);
}

function watchLog(): void {
  const log = document.getElementById('log');
  const tasks = document.getElementById('tasks');
  if (log && tasks) {
    const scroll = new Scroll(log, ui);
    const drawMore = (): void => {
      search.markAgain();
      draw();
    };
    page = { log, scroll, lazyChunks: new LazyChunks(log, drawMore) };
    const sizes = new ResizeObserver(() => scroll.settle());
    sizes.observe(tasks);
    sizes.observe(log);
  }
}

function receive(message: ToWebview): void {
  const changed = message.type === 'delta' && message.change.type === 'task' ? message.change.task : undefined;
  const before = changed && model.tasks.get(changed.id)?.view.statusText;
  if (applyMessage(model, message, Date.now()) === 'gap') {
    host.postMessage({ type: 'ready' });
    return;
  }
  if (message.type === 'snapshot') {
    drawAnchor();
    // What the page remembers is newer than what the host was told.
    [...ui.forms].forEach(([task, { kind }]) => {
      if (kind === 'requestChanges') {
        host.postMessage({ type: 'previewRequest', task });
      }
    });
    ui.draft ||= isDrawn ? '' : message.state.draft; // the page may have been lost before its state was kept
    if (ui.draft !== message.state.draft) {
      sendDraft(); // the host that was told may be gone
    }
    ui.attached.clear(); // what was on its way while the page was hidden is in it, or lost
    Object.entries(message.state.images).forEach(([place, images]) => {
      Object.assign(attachedTo(place, context), { images });
    });
    ui.path = message.state.header.path;
    ui.prompts = null;
    if (ui.step !== null) {
      host.postMessage({ type: 'recallPrompts' }); // the answer to the first question is lost
    }
    message.state.inserts.forEach(insert => takeInsert(insert, context, callbacks.onDraft));
  } else if (message.change.type === 'insert') {
    takeInsert(message.change.insert, context, callbacks.onDraft);
  } else if (message.change.type === 'images') {
    const onChange = message.change.place === promptPlace ? callbacks.onDraft : () => context.redraw();
    takeImages(message.change, context, onChange);
  } else if (message.change.type === 'completions') {
    takeCompletions(message.change.query, message.change.items, context, callbacks.onDraft);
  } else if (message.change.type === 'prompts') {
    takePrompts(message.change.prompts, context, callbacks.onDraft);
  }
  if (changed) {
    settleCommitMessage(ui, changed);
    if (before !== changed.statusText) {
      announcement = `${changed.prompt.slice(0, 60)}: ${changed.statusText}`;
    }
  }
  search.searchAgain();
  scheduleDraw();
}

/** The place to find again must be drawn to be found. */
function drawAnchor(): void {
  const chunk = isDrawn || ui.follow ? undefined : allChunks(model).find(({ key }) => key === ui.anchor?.id);
  if (chunk) {
    chunk.live = true;
  }
}

function isCommand(data: unknown): data is PanelCommand {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'command';
}

function isMessage(data: unknown): data is ToWebview {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    (data.type === 'snapshot' || data.type === 'delta') &&
    'seq' in data &&
    typeof data.seq === 'number'
  );
}

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isMessage(data)) {
    receive(data);
  } else if (isCommand(data) && page) {
    commands.run(data.command, page.log, page.scroll);
  }
});
// What was sent while the panel was hidden is lost.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') {
    host.postMessage({ type: 'ready' });
  }
});
window.addEventListener('blur', () => {
  keep();
  sendDraft();
});
root.addEventListener('click', event => handleClick(event, context));
setInterval(() => tick(root, Date.now() + model.clockOffset), 1_000);
host.postMessage({ type: 'ready' });
draw(); // the prompt can be written while the rest is on its way
warmUp();

function oncePerFrame(work: () => void): () => void {
  let isScheduled = false;
  return () => {
    if (!isScheduled) {
      isScheduled = true;
      requestAnimationFrame(() => {
        isScheduled = false;
        work();
      });
    }
  };
}

function debounce(milliseconds: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
}

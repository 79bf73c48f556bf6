/** The worker thread's entry: sqlite works here, so that the host never waits for it. */
import './workerLanguage'; // first: what is loaded after it has its texts in the user's language
import { t } from '@vscode/l10n';
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../base/errors';
import { StoreDatabase } from './database';
import { Knowledge } from './knowledge';
import { StoreError } from './storeError';
import { pagesOf, type Condition, type Failure, type FromWorker, type Page, type Request } from './workerMessages';

/** How soon another window's write is seen, in milliseconds. */
const lookEvery = 500;

let database: StoreDatabase | undefined;
/** What this window has been told. */
const knowledge = new Knowledge();
let pages: Iterator<Page, void> | undefined;
/** Requests are answered one at a time, in their order. */
let last: Promise<void> = Promise.resolve();
let waiting = 0;

parentPort?.on('message', (request: Request) => enqueue(() => answer(request)));

setInterval(() => {
  if (waiting === 0 && database) {
    enqueue(() => look(database));
  }
}, lookEvery).unref();

function enqueue(work: () => Promise<void>): void {
  waiting += 1;
  last = last.then(work).finally(() => {
    waiting -= 1;
  });
}

async function answer(request: Request): Promise<void> {
  const { id } = request;
  try {
    const result = await perform(request);
    post({ type: 'answered', id, answer: result, condition: condition() });
  } catch (error) {
    post({ type: 'failed', id, failure: asFailure(error), condition: condition() });
  }
}

async function perform(request: Request): Promise<unknown> {
  if (request.call === 'open') {
    database = await StoreDatabase.open(request.args[0]);
    database.onDidChange(() => post({ type: 'changed', condition: condition() }));
    return null;
  }
  if (database === undefined) {
    throw new StoreError('closed', t("Autobot's history is not open."));
  }
  switch (request.call) {
    case 'load': {
      const snapshot = await database.load();
      knowledge.learnAll(snapshot, database.revision);
      pages = pagesOf(snapshot);
      return null;
    }
    case 'news': {
      await database.refresh();
      const { revision } = database;
      const news = await knowledge.learn(revision, database.load.bind(database));
      pages = news ? pagesOf(news.rows) : undefined;
      return news && news.removed;
    }
    case 'nextPage': {
      const page = pages?.next().value ?? null;
      pages = page ? pages : undefined;
      return page;
    }
    case 'write': {
      const [batches] = request.args;
      let outcomes: readonly (StoreError | null)[] = [];
      try {
        outcomes = await database.write(batches);
      } finally {
        batches.forEach((changes, i) => knowledge.wrote(changes, outcomes[i] === null));
      }
      return outcomes.map(error => error && asFailure(error));
    }
    case 'keepBackups':
      database.keepBackups = request.args[0];
      return null;
    case 'backUp':
      return database.backUp();
    case 'backups':
      return database.backups();
    case 'restore':
      return database.restore(request.args[0]);
    case 'close':
      database.close();
      database = undefined;
      return null;
  }
}

async function look(at: StoreDatabase | undefined): Promise<void> {
  await at?.refresh().catch(() => undefined); // the next load or write meets the same error, and has someone to tell
}

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function condition(): Condition {
  return { notices: database?.notices ?? [], readOnly: database?.readOnly ?? false };
}

function asFailure(error: unknown): Failure {
  return { reason: error instanceof StoreError ? error.reason : 'failed', message: messageOf(error) };
}

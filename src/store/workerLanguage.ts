import { workerData } from 'node:worker_threads';
import { setTranslations, type Translations } from '../base/language';

/** What a worker is started with. */
export interface WorkerData {
  readonly translations: Translations;
}

// At once, not in a function: the worker imports this before all that has texts.
setTranslations((workerData as WorkerData | null)?.translations ?? {});

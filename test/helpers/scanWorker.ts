import { resolve } from 'node:path';

/** Built along with every tier of tests. */
export const scanWorker = resolve('dist/scanWorker.js');

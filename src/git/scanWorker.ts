/** The entry of the threads that look for repositories, so that the host never waits for a disk. */
import { parentPort } from 'node:worker_threads';
import { listShare, type Share } from './folderListing';

parentPort?.on('message', (share: Share) => parentPort?.postMessage(listShare(share)));

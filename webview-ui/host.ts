import type { ToHost } from '../src/protocol/messages';

interface WebviewApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** The host's end of the line; it can be taken once per page. */
export const host: WebviewApi = acquireVsCodeApi();

import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { sendAnswer, sendJson } from './model/reply';
import { parseRequest, type ModelRequest } from './model/request';
import type { Scenario } from './model/scenario';
import { Script } from './model/script';

/**
 * The Messages API on 127.0.0.1, answering the real Claude CLI from a scenario.
 *
 * What is played and what is expected stand side by side in a test; nothing leaves the machine.
 */
export class ScriptedModel {
  /** What was asked, the CLI's own side requests apart. */
  readonly requests: ModelRequest[] = [];
  readonly sideRequests: ModelRequest[] = [];
  readonly #server: Server;
  readonly #news = new EventEmitter();
  #scenario: Scenario = {};
  #script = new Script({});
  #count = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  }

  static async start(scenario: Scenario = {}): Promise<ScriptedModel> {
    const model = new ScriptedModel();
    model.load(scenario);
    await new Promise<void>((resolve, reject) => {
      model.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return model;
  }

  /** Begin another scenario, with its first turns. What was asked so far is forgotten. */
  load(scenario: Scenario): void {
    this.#scenario = scenario;
    this.#script = new Script(scenario);
    this.requests.length = 0;
    this.sideRequests.length = 0;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends a CLI here. */
  env(): NodeJS.ProcessEnv {
    return { ANTHROPIC_BASE_URL: this.url, ANTHROPIC_API_KEY: 'sk-not-a-real-key' };
  }

  /** The `n`th request of this scenario, counted from 1, once it has come. */
  async waitForRequest(n: number, limit = 30_000): Promise<ModelRequest> {
    await this.waitUntil(() => this.requests.length >= n, limit);
    return this.requests[n - 1] as ModelRequest;
  }

  /** Resolves once the condition, on our requests, holds. */
  async waitUntil(condition: () => boolean, limit = 30_000): Promise<void> {
    const deadline = Date.now() + limit;
    while (!condition()) {
      await Promise.race([
        once(this.#news, 'news'),
        pause(Math.max(0, deadline - Date.now()), undefined, { ref: false }),
      ]);
      if (Date.now() >= deadline && !condition()) {
        throw new Error(`what a test waits for has not come in ${limit} ms; ${this.requests.length} requests have`);
      }
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat((await message.toArray()) as Buffer[]).toString('utf8');
    const path = new URL(message.url ?? '/', 'http://localhost').pathname;
    if (message.method === 'POST' && path === '/v1/messages') {
      await this.#answer(parseRequest(++this.#count, body), response);
    } else if (path === '/v1/messages/count_tokens') {
      sendJson(response, 200, { input_tokens: Math.ceil(body.length / 4) });
    } else if (path === '/v1/models') {
      sendJson(response, 200, { data: [], has_more: false, first_id: null, last_id: null });
    } else {
      sendJson(response, 404, errorBody('not_found_error', `${String(message.method)} ${path} is not there`));
    }
  }

  async #answer(request: ModelRequest, response: ServerResponse): Promise<void> {
    response.once('close', () => {
      request.aborted = !response.writableFinished;
      this.#news.emit('news');
    });
    const { lane, turn } = this.#script.next(request);
    const scenario = this.#scenario;
    request.lane = lane;
    this.#note(request);

    await turn.meanwhile?.(request);
    await pause(turn.delay ?? scenario.delay ?? 0);
    if ('content' in turn) {
      await sendAnswer(response, request, turn, scenario);
    } else if ('error' in turn) {
      const { status, type, message } = turn.error;
      sendJson(response, status, errorBody(type, message), { ...turn.headers });
    } else if (turn.broken === 'drop') {
      response.destroy();
    } else if (turn.broken !== 'hang') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(turn.broken.raw);
    }
  }

  #note(request: ModelRequest): void {
    (request.lane === 'side' ? this.sideRequests : this.requests).push(request);
    this.#news.emit('news');
  }
}

function errorBody(type: string, message: string): object {
  return { type: 'error', error: { type, message } };
}

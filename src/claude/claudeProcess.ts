import { t } from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { UserError } from '../base/errors';
import { Emitter } from '../base/emitter';
import type { Agent, AgentEvent, AgentImage, AgentOptions, PermissionAnswer, TurnEnd } from '../core/agent';
import type { ProcessInfo } from '../os/processTree';
import { taskArguments, taskEnvironment } from './arguments';
import { ClaudeChild } from './claudeChild';
import { ControlChannel } from './controlChannel';
import { answerEditHook, editHooks, foreseeEdit } from './editHook';
import { StreamDecoder } from './decode';
import { describeProcess, endLeftovers, endProcess, type EndDelays } from './endProcess';
import { describeFailure, type Failure } from './failure';
import { writeOwnAnswer, writeOwnEvent, type OwnAgentEvent } from './ownLine';
import { resolvePermissionMode } from './permissionMode';
import { permissionReply } from './permissionReply';
import { promptContent } from './promptContent';
import { type ControlRequestLine, parseStreamLine } from './streamLine';
import { failedTurn } from './turnEnd';
import { settlesWithin } from './within';

/** Milliseconds. */
export interface ClaudeDelays extends EndDelays {
  /** Until it must have answered `initialize`. */
  readonly startup: number;
  /** Until an interrupted turn must have ended. */
  readonly interrupt: number;
  /** Until it is said of a turn that it has its result and does not go on, … */
  readonly linger: number;
  /** … and then until it is ended. */
  readonly settle: number;
}

export interface ClaudeExtras {
  readonly delays?: Partial<ClaudeDelays>;
  /** Added to the developer's own. */
  readonly environment?: NodeJS.ProcessEnv;
}

const defaultDelays: ClaudeDelays = {
  startup: 60_000,
  interrupt: 5000,
  linger: 1000,
  settle: 2000,
  closeInput: 2000,
  terminate: 5000,
};

/** A first refusal may be an expired token that the CLI renews; a second one is final. */
const refusalsUntilStop = 2;
/** More than this before it is ready, and the program is not Claude. Its greeting is one line of about 20 kB. */
const greetingLimit = { bytes: 4_000_000, strangeLines: 100 };

const stoppedInBackground = {
  outcome: 'interrupted',
  reason: 'interrupted',
  message: t('What Claude had left running in the background was stopped.'),
} as const;

/** Start the CLI for one task. Whether it came up tells {@link Agent.ready}. */
export function startClaude(options: AgentOptions, extras: ClaudeExtras = {}): Agent {
  return new ClaudeProcess(options, extras);
}

class ClaudeProcess implements Agent {
  readonly pid: number;
  readonly ready: Promise<void>;
  readonly closed: Promise<string | null>;
  readonly #events = new Emitter<AgentEvent>();
  readonly #lines = new Emitter<string>();
  readonly onEvent = this.#events.event;
  readonly onLine = this.#lines.event;

  readonly #child: ClaudeChild;
  readonly #delays: ClaudeDelays;
  readonly #decoder = new StreamDecoder();
  readonly #task: string;
  readonly #control = new ControlChannel(message => this.#child.send(message));
  #state: 'starting' | 'ready' | 'ending' | 'gone' = 'starting';
  #turn: PromiseWithResolvers<TurnEnd> | null = null;
  #startFailure: Failure | null = null;
  #ending: Promise<readonly string[]> | null = null;
  #settling: NodeJS.Timeout | null = null;
  #strangeLines = 0;

  constructor(
    private readonly options: AgentOptions,
    { delays, environment }: ClaudeExtras,
  ) {
    this.#delays = { ...defaultDelays, ...delays };
    this.#task = options.task;
    const env = taskEnvironment(options.task, environment);
    const mode = resolvePermissionMode(options.permissionMode, options.cwd, env);
    const command = { program: options.program, args: taskArguments(options, mode), cwd: options.cwd, env };
    this.#child = new ClaudeChild(command, {
      onLine: line => this.#take(line),
      onPrinted: bytes => void this.#isStranger(bytes),
      onHeld: () => this.#tell({ type: 'lingers', why: 'output' }),
    });
    this.pid = this.#child.pid;
    this.closed = this.#child.gone.then(failure => this.#onGone(failure));
    this.ready = this.#start();
    this.ready.catch(() => undefined); // whoever awaits it hears of it
  }

  async prompt(text: string, images: readonly AgentImage[] = []): Promise<TurnEnd> {
    try {
      await this.ready;
    } catch (error) {
      return this.#failTurn(UserError.is(error) ? error : { reason: 'not_started', message: String(error) });
    }
    if (this.#state !== 'ready') {
      return this.#failTurn({
        reason: 'process_died',
        message: t("Claude's process has ended. Send the message again."),
      });
    }
    this.#turn ??= Promise.withResolvers<TurnEnd>();
    const { promise } = this.#turn;
    this.#send(promptContent(text, images));
    return promise;
  }

  say(text: string, images: readonly AgentImage[] = []): boolean {
    if (!this.#turn || this.#state !== 'ready') {
      return false;
    }
    this.#decoder.expect(this.#send(promptContent(text, images)));
    this.#tell({ type: 'said', text });
    return true;
  }

  answer(request: string, answer: PermissionAnswer): void {
    const pending = this.#decoder.pending.get(request);
    if (pending) {
      this.#child.send(permissionReply(request, pending, answer));
      this.#takeOwn(writeOwnAnswer(request, answer));
    }
  }

  hold(until: Promise<unknown>): void {
    this.#child.hold(until);
  }

  async interrupt(): Promise<void> {
    if (!(await this.#interruptTurn())) {
      this.#tell({ type: 'notice', text: t('Claude does not react to the interruption. Cancel the task to end it.') });
    }
  }

  stop(): Promise<readonly string[]> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  /** During a turn the CLI takes it up by itself, within that turn or right after it. Gives the message's id. */
  #send(content: string | readonly object[]): string {
    const uuid = randomUUID();
    const message = { role: 'user', content };
    this.#child.send({ type: 'user', message, parent_tool_use_id: null, session_id: '', uuid });
    return uuid;
  }

  /** Ask for `initialize`: only then does the CLI take prompts, and only then is it known to be one. */
  async #start(): Promise<void> {
    const { startup } = this.#delays;
    const hooks = this.options.onWillEdit && { hooks: editHooks };
    const asked = this.#control.ask({ subtype: 'initialize', ...hooks }, startup);
    const answer = await asked;
    if (answer.kind === 'ok' && this.#state === 'starting') {
      this.#state = 'ready';
      return;
    }
    if (answer.kind === 'refused') {
      this.#startFailure ??= describeFailure({ text: answer.why });
    }
    if (this.#state === 'starting') {
      this.#startFailure ??= {
        reason: 'no_answer',
        message: t`The Claude CLI did not come up within ${startup / 1000} s. Check autobot.claude.path, or run \`claude\` in a terminal.`,
      };
    }
    await this.stop();
    const { reason, message } = this.#startFailure ?? {
      reason: 'cancelled',
      message: t('Claude was stopped as it started.'),
    };
    throw new UserError(reason, message);
  }

  #take(text: string): void {
    if (this.#isStranger(0)) {
      return;
    }
    const line = parseStreamLine(text);
    this.#strangeLines += line.type === 'unrecognised' ? 1 : 0;
    this.#quietly(() => this.#lines.fire(text));
    if (line.type === 'control_response') {
      this.#control.answered(line);
    } else if (line.type === 'control_request') {
      this.#answerRequest(line);
    }
    this.#decoder.read(line).forEach(event => this.#on(event));
    this.#watchSettling();
  }

  /** What the CLI asks of the program around it, permissions apart. */
  #answerRequest(line: ControlRequestLine): void {
    const { subtype } = line.request;
    const { onWillEdit, cwd } = this.options;
    if (subtype === 'hook_callback' && onWillEdit) {
      void answerEditHook(line, cwd, onWillEdit).then(answer => this.#state !== 'gone' && this.#child.send(answer));
    } else if (subtype !== 'can_use_tool') {
      const response = { subtype: 'error', request_id: line.request_id, error: `unsupported request ${subtype}` };
      this.#child.send({ type: 'control_response', response });
    }
  }

  #on(event: AgentEvent): void {
    if (event.type === 'turnEnded' && !this.#turn && this.#state === 'starting') {
      this.#startFailure ??= { reason: event.reason ?? 'error', message: event.message };
      return; // no turn of anybody's: it did not come up
    }
    if (event.type === 'turnEnded' && this.#decoder.background.length === 0) {
      this.#withdrawAll();
    }
    if (event.type === 'retry' && event.attempt === refusalsUntilStop && this.#decoder.fault !== null) {
      void this.#control.ask({ subtype: 'interrupt', cancel_queued: true }, this.#delays.interrupt);
    }
    if (event.type === 'toolCall' && this.options.onWillEdit) {
      foreseeEdit(event, this.options.cwd, this.options.onWillEdit);
    }
    this.#quietly(() => this.#events.fire(event));
    if (event.type === 'turnEnded') {
      const { outcome, reason, message, text, resetsAt, costUsd, tokens, duration } = event;
      this.#turn?.resolve({ outcome, reason, message, text, resetsAt, costUsd, tokens, duration });
      this.#turn = null;
    }
  }

  /** A program that prints and prints, but does not answer, is not Claude. */
  #isStranger(bytes: number): boolean {
    if (
      this.#state === 'starting' &&
      (bytes > greetingLimit.bytes || this.#strangeLines > greetingLimit.strangeLines)
    ) {
      const message = t('The program does not answer like the Claude CLI. Check the setting autobot.claude.path.');
      this.#startFailure ??= { reason: 'garbage', message };
      this.#child.silence();
      this.#control.close();
      return true;
    }
    return false;
  }

  /** A CLI that has its result and does nothing more, but does not say so, must not hold the turn for ever. */
  #watchSettling(): void {
    if (!this.#decoder.isSettling) {
      clearTimeout(this.#settling ?? undefined);
      this.#settling = null;
    } else {
      this.#settling ??= setTimeout(() => this.#onLingering(), this.#delays.linger);
    }
  }

  #onLingering(): void {
    this.#settling = setTimeout(() => this.#release(false), this.#delays.settle);
    this.#tell({ type: 'lingers', why: 'result' });
  }

  /** End the turn with the result that was held back, if there is one. */
  #release(stopped: boolean): void {
    if (!this.#decoder.isHeld) {
      return;
    }
    for (const event of this.#decoder.release()) {
      if (event.type === 'turnEnded') {
        this.#tell(stopped && event.outcome === 'success' ? { ...event, ...stoppedInBackground } : event);
      } else {
        this.#on(event);
      }
    }
    this.#watchSettling();
  }

  /** Whether no turn runs any more, within the time that an interruption may take. */
  async #interruptTurn(): Promise<boolean> {
    const turn = this.#turn?.promise;
    if (!turn || this.#state !== 'ready') {
      return true;
    }
    const { interrupt } = this.#delays;
    // What runs in the background is not stopped by an interruption, only by name.
    const stopped = Promise.all(
      this.#decoder.background.map(task_id => this.#control.ask({ subtype: 'stop_task', task_id }, interrupt)),
    );
    if (!this.#decoder.isHeld) {
      void this.#control.ask({ subtype: 'interrupt', cancel_queued: true }, interrupt);
    }
    void stopped.then(() => {
      if (this.#turn?.promise === turn) {
        this.#release(true);
      }
    });
    return settlesWithin(turn, interrupt);
  }

  #failTurn({ reason, message }: Failure): TurnEnd {
    const end = failedTurn({ reason, message });
    this.#tell({ type: 'turnEnded', ...end });
    return end;
  }

  #withdrawAll(): void {
    for (const request of [...this.#decoder.pending.keys()]) {
      this.#tell({ type: 'permissionWithdrawn', request });
    }
  }

  /** Something that only this side knows: into the transcript, and from there like any other line. */
  #tell(event: OwnAgentEvent): void {
    this.#takeOwn(writeOwnEvent(event));
  }

  #takeOwn(line: string): void {
    this.#quietly(() => this.#lines.fire(line));
    this.#decoder.decode(line).forEach(event => this.#on(event));
  }

  async #end(): Promise<readonly string[]> {
    let ended: readonly ProcessInfo[] = [];
    if (this.#state !== 'gone') {
      ended = await endProcess({
        pid: this.pid,
        task: this.#task,
        gone: this.closed,
        interrupt: () => this.#interruptTurn(),
        closeInput: () => this.#closeInput(),
        delays: this.#delays,
      });
    }
    await this.closed;
    return ended.filter(({ pid }) => pid !== this.pid).map(describeProcess);
  }

  #closeInput(): void {
    if (this.#state !== 'gone') {
      this.#state = 'ending';
      this.#child.closeInput();
    }
  }

  /** Nothing will come any more: whoever waits for something is told. */
  async #onGone(failure: Failure): Promise<string | null> {
    const wasAsked = this.#ending !== null;
    if (!wasAsked && this.#state !== 'starting') {
      await this.#endLeftovers();
    }
    if (this.#state === 'starting' && !wasAsked) {
      this.#startFailure ??= failure;
    }
    this.#release(wasAsked);
    this.#state = 'gone';
    this.#withdrawAll();
    if (this.#turn && wasAsked) {
      const end = failedTurn({ reason: 'interrupted', message: t('Claude was stopped.') });
      this.#tell({ type: 'turnEnded', ...end, outcome: 'interrupted' });
    } else if (this.#turn) {
      this.#failTurn(failure);
    }
    this.#control.close();
    return wasAsked ? null : failure.message;
  }

  /** What it started would go on working on the files, with nobody to see it. */
  async #endLeftovers(): Promise<void> {
    this.#state = 'ending';
    const ended = await endLeftovers(this.#task);
    if (ended.length > 0) {
      this.#tell({
        type: 'notice',
        text: t`It had left this running, which was ended: ${ended.map(describeProcess).join(', ')}.`,
      });
    }
  }

  /** A listener that fails is a bug to be heard of, but no reason to lose lines. */
  #quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

import { Emitter } from '../base/emitter';
import { messageOf } from '../base/errors';
import { type Disposable, Disposables } from '../base/lifecycle';
import type { Session } from '../core/model';
import type { Doctor } from './doctor';
import type { Images } from './images';
import type { Log, Workspace } from './ports';
import type { SessionKeeping } from './sessionKeeping';

const lookEvery = 3_600_000;

/** What is done now and then without being asked: sessions that nobody goes on with end, what is old goes, refs and rows agree. */
export class Housekeeping implements Disposable {
  readonly #owned = new Disposables();
  readonly #idle = this.#owned.add(new Emitter<Session>());
  /** Nothing has happened in a session for long, but it has something to decide: once for each. */
  readonly onDidFindIdle = this.#idle.event;
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: {
      readonly keeping: SessionKeeping;
      readonly doctor: Doctor;
      readonly images: Pick<Images, 'prune'>;
      readonly workspace: Workspace;
      readonly log: Log;
    },
  ) {}

  /** Look now, in the background, and every hour. */
  start(): void {
    if (!this.#timer) {
      this.#timer = setInterval(() => void this.look(), lookEvery).unref();
      this.#owned.defer(() => clearInterval(this.#timer));
    }
    void this.look();
  }

  async look(): Promise<void> {
    const { keeping, doctor, images, workspace, log } = this.parts;
    const { abandonAfterHours, retentionDays } = workspace.settings();
    try {
      for (const session of await keeping.abandonInactive(abandonAfterHours)) {
        if (!this.#told.has(session.id)) {
          this.#told.add(session.id);
          this.#idle.fire(session);
        }
      }
      await keeping.prune(retentionDays);
      await images.prune();
      await doctor.check();
    } catch (error) {
      log.error(`Keeping the history in order failed: ${messageOf(error)}`, error);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

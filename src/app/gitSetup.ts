import { getGitVersion, isGitTooOld } from '../git/repositoryState';

/** For so long a version that git told is believed, in milliseconds: it is not replaced every minute. */
const goodFor = 60_000;

/** The git of this machine. */
export class GitSetup {
  #latest: { readonly at: number; readonly version: Promise<string> } | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  /** Its version; rejects in words if there is none. */
  version({ fresh = false } = {}): Promise<string> {
    if (!this.#latest || fresh || this.now() - this.#latest.at >= goodFor) {
      const version = getGitVersion();
      this.#latest = { at: this.now(), version };
      version.then(
        found => isGitTooOld(found) && this.#forget(version),
        () => this.#forget(version),
      );
    }
    return this.#latest.version;
  }

  /** A bad answer is asked for again at once. */
  #forget(version: Promise<string>): void {
    if (this.#latest?.version === version) {
      this.#latest = undefined;
    }
  }
}

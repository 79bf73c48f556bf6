import PQueue from 'p-queue';
import { messageOf } from '../base/errors';
import { Exclusive } from '../base/exclusive';
import type { Repository } from '../core/model';
import { GitError } from '../git/gitError';
import { getStatus, getSubject } from '../git/repositoryState';
import type { History } from './history';
import type { Log } from './ports';

/** Each look starts a git or two: more at a time would only wait for the same disk. */
const looksAtATime = 4;
/** Rows that changed are saved together, so many at a time. */
const savedTogether = 32;

/** What git says of repositories: branch, last commit and cleanness, or why it says nothing. */
export class RepositoryFacts {
  readonly #queue = new PQueue({ concurrency: looksAtATime });
  readonly #exclusive = new Exclusive();
  readonly #problems = new Map<string, string>();

  constructor(
    private readonly history: History,
    private readonly log: Log,
    private readonly now: () => number,
    /** Git cannot work in one that it could work in before, or the other way round. */
    private readonly onTrouble: () => void,
  ) {}

  /** Why git cannot work in a repository, in words. */
  problemOf(path: string): string | undefined {
    return this.#problems.get(path);
  }

  /** Look at a repository. Saved only if something is different. */
  async refresh(repository: Repository): Promise<Repository> {
    const row = await this.#look(repository);
    await this.#save([row]);
    return row;
  }

  /** Look at many, without starting a git for each at once. Those that git cannot read keep what was known of them. */
  async refreshAll(repositories: readonly Repository[], signal: AbortSignal): Promise<void> {
    for (let i = 0; i < repositories.length && !signal.aborted; i += savedTogether) {
      const some = repositories.slice(i, i + savedTogether);
      const rows = await Promise.all(
        some.map(repository =>
          this.#queue.add(() => (signal.aborted ? undefined : this.#look(repository).catch(() => undefined))),
        ),
      );
      await this.#save(rows.filter(row => row !== undefined));
    }
  }

  /** Looks at one repository come one after the other: the latest to be asked for has the last word. */
  #look(repository: Repository): Promise<Repository> {
    return this.#exclusive.run(repository.path, async () => {
      try {
        const row = await this.#read(this.history.find('repositories', repository.id) ?? repository);
        if (this.#problems.delete(repository.path)) {
          this.onTrouble();
        }
        return row;
      } catch (error) {
        const why = messageOf(error);
        if (!GitError.is(error, 'cancelled') && this.#problems.get(repository.path) !== why) {
          this.log.error(`${repository.path} could not be read`, error);
          this.#problems.set(repository.path, why);
          this.onTrouble();
        }
        throw error;
      }
    });
  }

  async #read(repository: Repository): Promise<Repository> {
    const { commit, branch, clean } = await getStatus(repository.path);
    const isKnown = commit === repository.lastCommitSha;
    const subject = isKnown ? repository.lastCommitMsg : commit && (await getSubject(repository.path, commit));
    const facts = { currentBranch: branch, lastCommitSha: commit, lastCommitMsg: subject, isClean: clean };
    return { ...repository, ...facts, lastScanned: this.now(), updatedAt: this.now() };
  }

  async #save(rows: readonly Repository[]): Promise<void> {
    const changed = rows.filter(row => {
      const known = this.history.find('repositories', row.id);
      return !known || factsOf(known) !== factsOf(row);
    });
    await this.history.save(changed.map(row => ({ table: 'repositories', put: row })));
  }
}

function factsOf({ currentBranch, lastCommitSha, lastCommitMsg, isClean }: Repository): string {
  return JSON.stringify([currentBranch, lastCommitSha, lastCommitMsg, isClean]);
}

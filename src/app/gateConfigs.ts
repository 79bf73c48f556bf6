import { Emitter } from '../base/emitter';
import type { Gate } from '../core/gate';
import type { GateConfig, Repository } from '../core/model';
import { isConcerned, type Packages } from '../core/packages';
import { stableId } from '../core/stableId';
import { detectGates } from '../gates/detect';
import { mergeGates, parseGateSettings } from '../gates/settings';
import type { History } from './history';
import type { Log, Workspace } from './ports';

/** Which gates a repository has, and how they are defined: detected, set by the user, overridden by the settings. */
export class GateConfigs {
  readonly #changed = new Emitter<void>();
  /** The packages of each repository's workspace, once it was looked at. */
  readonly #packages = new Map<string, Packages>();
  /** The settings of a workspace may define gates otherwise. What is stored tells by itself. */
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly history: History,
    private readonly workspace: Workspace,
    private readonly log: Log,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * What applies to a repository: detected gates, changed and added to by the user (stored), then by the settings of the
   * workspace. What is detected anew is stored; a detected gate that is no longer there goes.
   */
  async gates(repository: Repository): Promise<readonly Gate[]> {
    await this.#detect(repository);
    const { gates, problems } = this.#merged(repository);
    problems.forEach(problem => this.log.warn(problem));
    return gates;
  }

  /** The same as far as it is known, without looking at the repository again. */
  known(repository: Repository): readonly Gate[] {
    return this.#merged(repository).gates;
  }

  /** Know which packages a repository has, which is not stored, without taking over what has changed in its gates. */
  async recall(repository: Repository): Promise<void> {
    if (!this.#packages.has(repository.id)) {
      this.#packages.set(repository.id, (await detectGates(repository.path)).packages);
    }
  }

  /** Those of these gates that a change of these files concerns. */
  concerned(repository: Repository, gates: readonly Gate[], changed: readonly string[]): Gate[] {
    const packages = this.#packages.get(repository.id) ?? new Map<string, readonly string[]>();
    return gates.filter(gate => isConcerned(gate, changed, gates, packages));
  }

  /** The stored gates of a repository and of all repositories, in the order they run. */
  stored(repository: Repository): GateConfig[] {
    const rows = this.history.all('qa_gate_configs');
    const own = rows.filter(row => row.repositoryId === repository.id);
    const names = new Set(own.map(row => row.name));
    const general = rows.filter(row => row.repositoryId === null && !names.has(row.name));
    return [...own, ...general].toSorted((a, b) => a.order - b.order || a.createdAt - b.createdAt);
  }

  async put(config: GateConfig): Promise<void> {
    await this.history.put('qa_gate_configs', { ...config, updatedAt: this.now() });
  }

  /** `null`: for all repositories. */
  async add(repository: Repository | null, gate: Omit<Gate, 'source'>): Promise<void> {
    await this.history.put('qa_gate_configs', this.#row(repository?.id ?? null, { ...gate, source: 'user' }));
  }

  async remove(id: string): Promise<void> {
    await this.history.save([{ table: 'qa_gate_configs', delete: id }]);
  }

  /** Forget everything the user set for a repository, and look again. */
  async reset(repository: Repository): Promise<void> {
    const own = this.history.all('qa_gate_configs').filter(row => row.repositoryId === repository.id);
    await this.history.save(own.map(row => ({ table: 'qa_gate_configs', delete: row.id })));
    await this.gates(repository);
  }

  settingsChanged(): void {
    this.#changed.fire();
  }

  #merged(repository: Repository): { gates: readonly Gate[]; problems: readonly string[] } {
    const settings = parseGateSettings(this.workspace.settings().qaGates(repository.path));
    const merged = mergeGates(this.stored(repository), settings.gates);
    return { gates: merged.gates, problems: [...settings.problems, ...merged.problems] };
  }

  async #detect(repository: Repository): Promise<void> {
    const { gates: detected, packages } = await detectGates(repository.path);
    this.#packages.set(repository.id, packages);
    const stored = this.history.all('qa_gate_configs').filter(row => row.repositoryId === repository.id);
    const found = new Map(detected.map(gate => [gate.name, gate]));
    const known = new Set(stored.map(row => row.name));
    const moved = stored.flatMap(row => {
      const gate = row.source === 'detected' ? found.get(row.name) : undefined;
      // Switched off and reordered it is still the detected one, and follows what the repository says.
      return gate && (gate.command !== row.command || gate.folder !== row.folder)
        ? [{ ...row, command: gate.command, folder: gate.folder, updatedAt: this.now() }]
        : [];
    });
    await this.history.save([
      ...[...detected.filter(gate => !known.has(gate.name)).map(gate => this.#row(repository.id, gate)), ...moved].map(
        put => ({ table: 'qa_gate_configs' as const, put }),
      ),
      ...stored
        .filter(row => row.source === 'detected' && !found.has(row.name))
        .map(row => ({ table: 'qa_gate_configs' as const, delete: row.id })),
    ]);
  }

  #row(repositoryId: string | null, gate: Gate): GateConfig {
    const at = this.now();
    const id = stableId(repositoryId ?? 'all', gate.name); // two windows that detect the same gate store one row
    return { ...gate, id, repositoryId, createdAt: at, updatedAt: at };
  }
}

import type { Autobot } from '../app/autobot';
import type { Repository } from '../core/model';
import { gateEntries, type GateEntry } from './gateConfigModel';

/** The gates of a repository as they are now: detection looks again, and the settings are read. */
export async function readGates({ gates }: Pick<Autobot, 'gates'>, repository: Repository): Promise<GateEntry[]> {
  return gateEntries(await gates.configs.gates(repository), gates.configs.stored(repository));
}

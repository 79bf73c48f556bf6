import type { Gate } from '../core/gate';

/**
 * Which gates run side by side, stage after stage: lower orders first, and each after those it waits for.
 *
 * Names of gates that do not run are not waited for. Gates that wait for each other in a circle come last, together.
 */
export function stagesOf(gates: readonly Gate[]): Gate[][] {
  const byName = new Map(gates.map(gate => [gate.name, gate]));
  const places = new Map<Gate, Place>();
  const placeOf = (gate: Gate, path: readonly Gate[]): Place => {
    const known = places.get(gate);
    if (known) {
      return known;
    }
    if (path.includes(gate)) {
      return { order: Infinity, depth: 0 };
    }
    const waitsFor = gate.after.flatMap(name => byName.get(name) ?? []).map(other => placeOf(other, [...path, gate]));
    const order = Math.max(gate.order, ...waitsFor.map(place => place.order));
    const depth = Math.max(-1, ...waitsFor.filter(place => place.order === order).map(place => place.depth)) + 1;
    const place = order === Infinity ? { order, depth: 0 } : { order, depth };
    places.set(gate, place);
    return place;
  };
  const ordered = gates.toSorted((a, b) => compare(placeOf(a, []), placeOf(b, [])));
  return [...Map.groupBy(ordered, gate => JSON.stringify(placeOf(gate, []), infinite)).values()];
}

interface Place {
  readonly order: number;
  /** How many gates of the same order it waits for, one after the other. */
  readonly depth: number;
}

function compare(a: Place, b: Place): number {
  return a.order === b.order ? a.depth - b.depth : a.order - b.order;
}

function infinite(_: string, value: unknown): unknown {
  return value === Infinity ? 'last' : value;
}

import assert from 'node:assert/strict';
import type { Gate } from '../../../src/core/gate';
import { isConcerned, type Packages } from '../../../src/core/packages';
import { detectedGate } from '../../../src/gates/detect/detectedGate';

/** `app` needs `ui`. */
const packages: Packages = new Map([
  ['packages/app', ['packages/app', 'packages/ui']],
  ['packages/ui', ['packages/ui']],
  ['packages/ui-kit', ['packages/ui-kit']],
]);

const inFolder = (folder: string): Gate => ({ ...detectedGate(`tests (${folder})`, 'npm test', 'tests'), folder });
const gates: readonly Gate[] = [
  detectedGate('lint', 'npm run lint', 'check'),
  ...[...packages.keys()].map(inFolder),
  { ...inFolder('packages/ui'), name: 'mine', source: 'user' },
];

/** Names of the gates that a change of these files concerns. */
function concerned(changed: readonly string[], known = packages): string[] {
  return gates.filter(gate => isConcerned(gate, changed, gates, known)).map(gate => gate.name);
}

describe('core/packages', () => {
  const [lint, app, ui, kit, mine] = gates.map(gate => gate.name);
  const cases: readonly (readonly [string, readonly string[], unknown])[] = [
    ['a file of one package', ['packages/ui-kit/a.ts'], [lint, kit, mine]],
    ['a package that another one needs', ['packages/ui/a.ts'], [lint, app, ui, mine]],
    ['two packages', ['packages/app/a.ts', 'packages/ui-kit/b.ts'], [lint, app, kit, mine]],
    ['a file that all of them may depend on', ['tsconfig.base.json'], [lint, app, ui, kit, mine]],
    ['nothing', [], [lint, app, ui, kit, mine]],
  ];
  for (const [what, changed, expected] of cases) {
    it(`asks for a change of ${what}`, () => assert.deepEqual(concerned(changed), expected));
  }

  it('asks for the package alone while it is not known what needs it', () => {
    assert.deepEqual(concerned(['packages/ui/a.ts'], new Map()), [lint, ui, mine]);
  });
});

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { noticeKinds } from '../../src/ui/notificationModel';

const Setting = z.looseObject({
  scope: z.string().optional(),
  markdownDescription: z.string().optional(),
  order: z.number().optional(),
});
const MenuItem = z.looseObject({ command: z.string().optional(), submenu: z.string().optional() });
const Manifest = z.looseObject({
  activationEvents: z.array(z.string()),
  enabledApiProposals: z.unknown().optional(),
  browser: z.unknown().optional(),
  capabilities: z.looseObject({ untrustedWorkspaces: z.looseObject({ supported: z.string() }) }),
  contributes: z.looseObject({
    commands: z.array(z.looseObject({ command: z.string(), title: z.string(), category: z.string() })),
    configuration: z.looseObject({ properties: z.record(z.string(), Setting) }),
    menus: z.record(z.string(), z.array(MenuItem)),
  }),
});

const text = readFileSync('package.json', 'utf8');
const manifest = Manifest.parse(JSON.parse(text));
const { commands, configuration, menus } = manifest.contributes;
const settings = configuration.properties;

/** Menus that need no proposed API. Others would show in a test's window and fail in the shop. */
const stableMenus = [
  'commandPalette',
  'comments/comment/context',
  'comments/comment/title',
  'comments/commentThread/context',
  'comments/commentThread/title',
  'editor/context',
  'editor/title',
  'editor/title/context',
  'explorer/context',
  'scm/resourceState/context',
  'scm/title',
  'testing/item/context',
  'view/item/context',
  'view/title',
];

/** Settings that the code asks VS Code for. */
function settingsRead(): string[] {
  const sources = globSync('src/ui/**/*.ts').concat('src/extension.ts');
  const reading = sources
    .map(file => readFileSync(file, 'utf8'))
    .filter(code => /getConfiguration\('autobot'/.test(code));
  const names = reading.flatMap(code => [...code.matchAll(/\.get(?:<[^>]*>)?\(\s*'(?<name>[a-z][\w.]+)'/gi)]);
  return [...new Set(names.map(match => `autobot.${match.groups?.['name'] ?? ''}`))].sort();
}

describe('manifest', () => {
  it('contributes each setting that the code reads, and no other', () => {
    assert.deepEqual(settingsRead(), Object.keys(settings).sort());
  });

  it('gives each setting a scope, a place and a description', () => {
    const lacking = Object.entries(settings).filter(
      ([, { scope, markdownDescription, order }]) => !scope || !markdownDescription || order === undefined,
    );
    assert.deepEqual(lacking, []);
  });

  it('offers all kinds of notifications, each explained', () => {
    const { default: all, items } = z
      .object({
        default: z.array(z.string()),
        items: z.object({ enum: z.array(z.string()), enumDescriptions: z.array(z.string()) }),
      })
      .parse(settings['autobot.notifications.kinds']);
    assert.deepEqual([all, items.enum, items.enumDescriptions.length], [noticeKinds, noticeKinds, noticeKinds.length]);
  });

  it('lets no repository choose what program runs, what it may do, or what it may cost', () => {
    const claude = Object.entries(settings).filter(([name]) => name.startsWith('autobot.claude.'));
    assert.equal(claude.length, 5);
    assert.deepEqual(
      claude.filter(([, { scope }]) => scope !== 'machine'),
      [],
    );
  });

  it('uses stable menus alone, for commands that exist', () => {
    assert.deepEqual(
      Object.keys(menus).filter(menu => !stableMenus.includes(menu)),
      [],
    );
    const known = new Set(commands.map(({ command }) => command));
    const used = Object.values(menus).flatMap(items => items.flatMap(({ command }) => command ?? []));
    assert.deepEqual(
      used.filter(command => command.startsWith('autobot.') && !known.has(command)),
      [],
    );
  });

  it('asks for no proposed API, activates neither early nor in a browser, and limits itself where nothing is trusted', () => {
    assert.deepEqual(
      [manifest.enabledApiProposals, manifest.browser, manifest.activationEvents.includes('*')],
      [undefined, undefined, false],
    );
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  });

  it('has each command once, in its category, and a text behind each placeholder', () => {
    const ids = commands.map(({ command }) => command);
    assert.deepEqual(ids, [...new Set(ids)]);
    assert.deepEqual(
      commands.filter(({ category, command }) => category !== 'Autobot' || !/^autobot\.\w+$/.test(command)),
      [],
    );
    const texts = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync('package.nls.json', 'utf8')));
    const named = [...text.matchAll(/"%(?<key>[\w.]+)%"/g)].map(match => match.groups?.['key'] ?? '');
    assert.deepEqual(
      named.filter(key => !texts[key]),
      [],
    );
  });
});

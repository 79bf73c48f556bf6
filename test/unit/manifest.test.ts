import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { noticeKinds } from '../../src/ui/notificationModel';

const Setting = z.looseObject({
  scope: z.string().optional(),
  markdownDescription: z.string().optional(),
  order: z.number().optional(),
});
const MenuItem = z.looseObject({
  command: z.string().optional(),
  submenu: z.string().optional(),
  group: z.string().optional(),
});
const KeyBinding = z.looseObject({
  command: z.string(),
  key: z.string(),
  mac: z.string().optional(),
  when: z.string().optional(),
});
const Manifest = z.looseObject({
  activationEvents: z.array(z.string()),
  enabledApiProposals: z.unknown().optional(),
  browser: z.unknown().optional(),
  capabilities: z.looseObject({ untrustedWorkspaces: z.looseObject({ supported: z.string() }) }),
  contributes: z.looseObject({
    commands: z.array(
      z.looseObject({
        command: z.string(),
        title: z.string(),
        category: z.string(),
        enablement: z.string(),
        icon: z.string().optional(),
      }),
    ),
    configuration: z.looseObject({ properties: z.record(z.string(), Setting) }),
    menus: z.record(z.string(), z.array(MenuItem)),
    keybindings: z.array(KeyBinding),
  }),
});

const text = readFileSync('package.json', 'utf8');
const manifest = Manifest.parse(JSON.parse(text));
const { commands, configuration, keybindings, menus } = manifest.contributes;
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

/** Menus whose items are buttons without words, in these groups. */
const buttons: readonly (readonly [menu: string, group: RegExp])[] = [
  ['view/item/context', /^inline/],
  ['view/title', /^navigation/],
  ['editor/title', /^navigation/],
  ['comments/comment/title', /^inline/],
  ['comments/commentThread/title', /^(inline|navigation)/],
];

/** Commands that lead to one call, tested as that call; and what else they are called. */
const testedAs: Readonly<Record<string, string>> = {
  'autobot.fixProblem': 'Fix with Autobot', // as the light bulb has it
  'autobot.raiseBudget': 'conversation.raiseBudget(',
  'autobot.stopScan': 'repositories.stopScan(',
  'autobot.takeBackHead': 'actions.takeHeadBack(',
  'autobot.takeBackHookHunk': 'actions.takeHookHunkBack(',
  'autobot.takeOverTask': 'recovery.takeOver(',
};

const keysOfVsCode = [
  ...['isWorkspaceTrusted', 'workbenchState', 'empty', 'editorIsOpen', 'activeWebviewPanelId', 'commentIsEmpty'],
  ...['autobot.timeline', 'true'],
];

/** What VS Code itself does with keys of two modifiers and more while a text has the focus, where one of ours may be tempted. */
const takenElsewhere = [
  ...['up', 'down', 'left', 'right', 'enter', '[', ']', '-', 'i', 'j', 'pageup', 'pagedown'].map(
    key => `ctrl+alt+${key}`,
  ),
  ...['alt+f1', 'alt+f3', 'alt+f5', 'alt+f8', 'alt+f12', 'shift+alt+f3', 'shift+alt+f5', 'shift+alt+f12'],
];
const takenOnMac = [
  ...['up', 'down', 'left', 'right', 'enter', '[', ']', 'c', 'w', 'r', 'l', 'f', 'i', 'b', 's', 'p', 'o', 'm'].map(
    key => `cmd+alt+${key}`,
  ),
  ...['ctrl+alt+backspace', 'ctrl+alt+delete', 'ctrl+alt+left', 'ctrl+alt+right'],
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

  it('gives each button an icon, and each command a title that can be translated', () => {
    const icons = new Map(commands.map(({ command, icon }) => [command, icon]));
    const bare = buttons.flatMap(([menu, group]) =>
      (menus[menu] ?? []).filter(item => group.test(item.group ?? '') && item.command && !icons.get(item.command)),
    );
    assert.deepEqual(bare, []);
    assert.deepEqual(
      commands.filter(({ command, title }) => title !== `%command.${command.slice('autobot.'.length)}%`),
      [],
    );
  });

  it('says of each command when it can be used, by keys that somebody sets', () => {
    const ours = globSync('src/ui/**/*.ts').flatMap(file => [
      ...readFileSync(file, 'utf8').matchAll(/'(?:autobot\.)?(?<key>(?:has|is)[A-Z]\w+)'/g),
    ]);
    const set = new Set([...ours.map(match => `autobot.${match.groups?.['key'] ?? ''}`), ...keysOfVsCode]);
    const unknown = commands.flatMap(({ command, enablement }) =>
      [...enablement.matchAll(/[a-zA-Z][\w.]+/g)].filter(([key]) => !set.has(key)).map(([key]) => `${command}: ${key}`),
    );
    assert.deepEqual(unknown, []);
  });

  it('has a test for each command: by its id, by the title that a user clicks, or of what it does', () => {
    const titles = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync('package.nls.json', 'utf8')));
    const tests = globSync('test/{unit,host,e2e}/**/*.ts').filter(file => !file.endsWith('manifest.test.ts'));
    const text = tests.map(file => readFileSync(file, 'utf8')).join('\n');
    const untested = commands
      .map(({ command }) => command)
      .filter(id => {
        const title = titles[`command.${id.slice('autobot.'.length)}`] ?? id;
        return ![id, title, testedAs[id] ?? id].some(name => text.includes(name));
      });
    assert.deepEqual(untested, []);
  });

  it('takes no key from VS Code: those that a text has are free, the others are for the timeline alone', () => {
    const known = new Set(commands.map(({ command }) => command));
    assert.deepEqual(
      keybindings.filter(({ command }) => !known.has(command)),
      [],
    );
    const anywhere = keybindings.filter(({ when }) => when !== "activeWebviewPanelId == 'autobot.timeline'");
    const taken = anywhere.filter(
      ({ key, mac = key }) => takenElsewhere.includes(key) || takenOnMac.includes(mac) || !/\+.*\+|^alt\+f\d/.test(key), // one modifier is VS Code's
    );
    assert.deepEqual(taken, []);
    const keys = keybindings.map(({ key, when }) => `${key} ${when ?? ''}`);
    assert.deepEqual(keys, [...new Set(keys)]);
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
    assert.deepEqual(
      Object.keys(texts).filter(key => !named.includes(key)),
      [],
    );
  });
});

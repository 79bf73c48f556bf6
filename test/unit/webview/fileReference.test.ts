import assert from 'node:assert/strict';
import { parseFileReference } from '../../../webview-ui/fileReference';

describe('webview/fileReference', () => {
  const references: [string, string | null, number | null][] = [
    ['src/a.ts', 'src/a.ts', null],
    ['src/a.ts:12', 'src/a.ts', 12],
    ['src/a.ts:12:3', 'src/a.ts', 12],
    ['src/a.ts#L12', 'src/a.ts', 12],
    ['src/a.ts#L12-L20', 'src/a.ts', 12],
    ['/home/dev/a b.ts:1', '/home/dev/a b.ts', 1],
    ['C:\\repo\\a.ts:7', 'C:\\repo\\a.ts', 7],
    ['command:workbench.action.quit', null, null],
    ['javascript:alert(1)', null, null],
    ['vscode://file/x', null, null],
    ['//evil.example/x', null, null],
    ['\\\\server\\share', null, null],
    ['#top', null, null],
    ['', null, null],
  ];
  for (const [text, path, line] of references) {
    it(`${JSON.stringify(text)} is ${path === null ? 'no file' : `${path}, line ${line ?? 'unknown'}`}`, () => {
      const reference = parseFileReference(text);
      assert.deepEqual([reference?.path ?? null, reference?.line ?? null], [path, line]);
    });
  }
});

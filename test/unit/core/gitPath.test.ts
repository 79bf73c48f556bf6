import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodePaths, encodePath, encodePaths, isUnicodePath, showPath } from '../../../src/core/gitPath';

describe('core/gitPath', () => {
  it('leaves UTF-8 as it is', () => {
    for (const path of ['a/b.txt', 'ünï 😀/\ufffd.txt', 'new\nline']) {
      assert.deepEqual([decodePaths(Buffer.from(path)), encodePath(path)], [path, Buffer.from(path)]);
      assert.ok(isUnicodePath(path));
    }
  });

  it('holds each byte that is no UTF-8 as one character, and shows it', () => {
    const path = decodePaths(Buffer.from('caf\xe9/\xff.txt', 'latin1'));
    assert.deepEqual([path.length, isUnicodePath(path), showPath(path)], [10, false, 'caf\\xe9/\\xff.txt']);
    assert.deepEqual(encodePath(path), Buffer.from('caf\xe9/\xff.txt', 'latin1'));
  });

  it('gives back any bytes, each list of bytes as a text of its own', () => {
    const bytes = fc.uint8Array({ maxLength: 12 }).map(array => Buffer.from(array));
    fc.assert(fc.property(bytes, name => encodePath(decodePaths(name)).equals(name)));
    fc.assert(fc.property(bytes, bytes, (a, b) => a.equals(b) || decodePaths(a) !== decodePaths(b)));
    const privateUse = '\uef80\uefff';
    assert.deepEqual(encodePath(decodePaths(Buffer.from(privateUse))), Buffer.from(privateUse));
  });

  it('ends each path of a list with a NUL', () => {
    assert.deepEqual(encodePaths(['a', 'b c']), Buffer.from('a\0b c\0'));
  });
});

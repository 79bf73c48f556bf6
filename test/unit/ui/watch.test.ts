import assert from 'node:assert/strict';
import { isNoise, topmost } from '../../../src/ui/watchModel';

describe('ui/watch', () => {
  it('of git’s own files, only those that tell of a commit or a branch are no noise', () => {
    const paths = ['/a/.git/HEAD', '/a/.git/logs/HEAD', '/a/.git/index', '/a/.git/logs/refs/heads/x', '/a/.github/x'];
    assert.deepEqual(
      paths.filter(path => !isNoise(path)),
      ['/a/.git/HEAD', '/a/.git/logs/HEAD', '/a/.github/x'],
    );
  });

  it('of places inside each other, the outermost are looked at', () => {
    assert.deepEqual(topmost(new Set(['/a', '/a-b', '/a/c', '/a/c/d', '/b/c', '/b/cd'])), [
      '/a',
      '/a-b',
      '/b/c',
      '/b/cd',
    ]);
  });
});

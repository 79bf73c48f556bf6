/**
 * How well a path fits what was typed, of which capitals do not matter; higher is better, `null`: not at all.
 *
 * A name that begins so comes before one that holds it, that before a path that holds it, and last come those that have
 * the characters in this order somewhere. Of equal ones the shorter is better.
 */
export function fitOf(typed: string, path: string): number | null {
  const name = path.slice(path.lastIndexOf('/', path.length - 2) + 1);
  const length = path.length / 10_000;
  if (name.startsWith(typed)) {
    return 5 - length;
  }
  if (name.includes(typed)) {
    return 4 - length;
  }
  if (path.includes(typed)) {
    return 3 - length;
  }
  if (isWithin(typed, name)) {
    return 2 - length;
  }
  return isWithin(typed, path) ? 1 - length : null;
}

/** Whether the characters stand in this order in a text. */
function isWithin(characters: string, text: string): boolean {
  let at = 0;
  for (const character of characters) {
    at = text.indexOf(character, at) + 1;
    if (at === 0) {
      return false;
    }
  }
  return true;
}

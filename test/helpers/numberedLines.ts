/** Twenty numbered lines, some of them otherwise. */
export function numbered(...changes: [line: number, content: string][]): string {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
  changes.forEach(([line, content]) => (text[line - 1] = content));
  return `${text.join('\n')}\n`;
}

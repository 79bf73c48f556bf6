/** What was wrong, of these rows as much as a finding can hold. */
export function inOneLine(rows: readonly string[]): string {
  return rows
    .map(row => row.trim())
    .filter(row => row !== '')
    .slice(0, 4)
    .join(' ')
    .slice(0, 400);
}

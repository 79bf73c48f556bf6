import { t } from '@vscode/l10n';
/** Columns that git's own manual advises for the subject and for the lines of the body; `git log` is read best so. */
const subjectWidth = 50;
const bodyWidth = 72;

/** What in a commit message is not as is usual, in words; `null` when all is. Lines without a space (links) may be long. */
export function guideWords(message: string): string | null {
  const [subject = '', second = '', ...body] = message.trimEnd().split('\n');
  const length = widthOf(subject);
  if (length > subjectWidth) {
    return t`The subject has ${length} characters; up to ${subjectWidth} are usual.`;
  }
  if (second !== '') {
    return t('The line after the subject is usually empty.');
  }
  const long = body.findIndex(line => widthOf(line) > bodyWidth && /\S\s+\S/.test(line));
  return long === -1
    ? null
    : t`Line ${long + 3} has ${widthOf(body[long] ?? '')} characters; up to ${bodyWidth} are usual.`;
}

/** In characters as one sees them. */
function widthOf(line: string): number {
  return [...new Intl.Segmenter().segment(line)].length;
}

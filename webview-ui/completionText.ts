/** Something in the prompt that a list can complete, up to the cursor. */
export interface Query {
  /** With its `@`, and without the quote that an odd name begins with. */
  readonly text: string;
  /** Where it begins in the prompt. */
  readonly from: number;
}

const mention = /(?:^|\s)(?<typed>@(?:"(?<quoted>[^"\n]*)|[^\s"]*))$/;
/** Longest text that is looked for. */
const limit = 200;

/** What is being typed right before the cursor, if that can be completed. */
export function queryAt(text: string, caret: number): Query | undefined {
  const before = text.slice(Math.max(0, caret - limit), caret);
  const groups = mention.exec(before)?.groups;
  const typed = groups?.['typed'];
  if (typed === undefined) {
    return undefined;
  }
  return { text: `@${groups?.['quoted'] ?? typed.slice(1)}`, from: caret - typed.length };
}

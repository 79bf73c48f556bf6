/** Something in the prompt that a list can complete, up to the cursor. */
export interface Query {
  /** With its `@` or `/`, and without the quote that an odd name begins with. */
  readonly text: string;
  /** Where it begins in the prompt. */
  readonly from: number;
}

const mention = /(?:^|\s)(?<typed>@(?:"(?<quoted>[^"\n]*)|[^\s"]*))$/;
/** A command of the CLI: only the prompt's first word can be one. */
const command = /^\/[\w:.-]*$/;
/** Longest text that is looked for. */
const limit = 200;

/** What is being typed right before the cursor, if that can be completed. */
export function queryAt(text: string, caret: number): Query | undefined {
  if (caret <= limit && command.test(text.slice(0, caret))) {
    return { text: text.slice(0, caret), from: 0 };
  }
  const before = text.slice(Math.max(0, caret - limit), caret);
  const groups = mention.exec(before)?.groups;
  const typed = groups?.['typed'];
  if (typed === undefined) {
    return undefined;
  }
  return { text: `@${groups?.['quoted'] ?? typed.slice(1)}`, from: caret - typed.length };
}

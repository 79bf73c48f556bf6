import { createReadStream } from 'node:fs';
import { LineSplitter } from './lineSplitter';

/** The lines of a file one by one; none if there is no such file. */
export async function* readLines(file: string): AsyncGenerator<string> {
  const splitter = new LineSplitter();
  try {
    for await (const chunk of createReadStream(file)) {
      yield* splitter.push(chunk as Buffer);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
  }
  yield* splitter.end();
}

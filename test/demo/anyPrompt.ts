import { commitMessages, editFile, readFile, think, writeFile } from '../helpers/model/blocks';
import type { ModelRequest } from '../helpers/model/request';
import type { Block, Scenario } from '../helpers/model/scenario';

/**
 * A model for trying Autobot out in the sample repository: it answers whatever it is asked.
 *
 * `sell bananas for 25` changes the prices; everything else is noted in the README. Each prompt takes three answers, as
 * a real one would: look, change, tell.
 */
export const anyPrompt: Scenario = {
  delay: 300,
  chunk: 12,
  pause: 15,
  lanes: [commitMessages(describeDiff)],
  onExhausted: { content: work },
};

interface Sale {
  readonly article: string;
  readonly cents: string;
}

function work(request: ModelRequest): Block[] {
  const prompt = request.prompts.at(-1) ?? '';
  const sale = findSale(prompt);
  const file = sale === undefined ? 'README.md' : 'src/prices.ts';
  const result = request.toolResults.at(-1);
  if (result === undefined) {
    return [think(`The user wants: ${prompt}`), `I will look at \`${file}\` first.`, readFile(file)];
  }
  if (/^\s*1[\t→]/.test(result.text)) {
    return sale === undefined ? noteWish(prompt, withoutNumbers(result.text)) : sell(sale);
  }
  if (/does not exist|contents are empty/i.test(result.text)) {
    return noteWish(prompt, '');
  }
  return result.failed ? [`That did not work: ${result.text}`] : [`Done: I have changed \`${file}\`.`];
}

/** As in `sell bananas for 25`. */
function findSale(prompt: string): Sale | undefined {
  const groups = /\bsell (?<article>[a-z]+) (?:for|at) (?<cents>\d+)/i.exec(prompt)?.groups;
  const { article, cents } = groups ?? {};
  return article === undefined || cents === undefined ? undefined : { article: article.toLowerCase(), cents };
}

function sell({ article, cents }: Sale): Block[] {
  const first = 'const prices: Record<string, number> = {\n';
  return [`I add ${article} to the prices.`, editFile('src/prices.ts', first, `${first}  ${article}: ${cents},\n`)];
}

function noteWish(prompt: string, readme: string): Block[] {
  const wish = prompt.split('\n')[0]?.slice(0, 100) ?? '';
  const heading = readme.includes('## Wishes') ? '' : '\n## Wishes\n\n';
  return ['I note that in the README.', writeFile('README.md', `${readme.trimEnd()}\n${heading}- ${wish}\n`)];
}

/** The Read tool numbers the lines. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/<system-reminder>[^]*?<\/system-reminder>/g, '').replaceAll(/^\s*\d+[\t→]/gm, '');
}

function describeDiff(request: ModelRequest): string {
  const files = [...request.lastUser.matchAll(/^\+\+\+ b\/(?<file>.+)$/gm)].map(match => match.groups?.['file'] ?? '');
  const sold = /^\+\s+(?<article>[a-z]+): \d+,$/m.exec(request.lastUser)?.groups?.['article'];
  return sold === undefined ? `Change ${files.join(', ') || 'files'}` : `Sell ${sold}`;
}

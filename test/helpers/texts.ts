import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What a folder of sources says to people. */
export interface Texts {
  /** What `t` is given, with `{0}` for what is put in, as a bundle of translations has it. */
  readonly keys: ReadonlySet<string>;
  /** Calls of `t` that no bundle can have, and words in templates of HTML that go around it; with their places. */
  readonly untranslatable: readonly string[];
}

export function readTexts(...roots: readonly string[]): Texts {
  const keys = new Set<string>();
  const untranslatable: string[] = [];
  const files = roots.flatMap(root =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map(name => join(root, name)),
  );
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const place = (node: ts.Node): string =>
      `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    const visit = (node: ts.Node): void => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 't') {
        keys.add(partsOf(node.template).reduce((text, part, i) => `${text}{${i - 1}}${part}`));
      } else if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'html') {
        untranslatable.push(...bareWords(partsOf(node.template)).map(words => `${place(node)}: ${words}`));
      } else if (ts.isCallExpression(node) && node.expression.getText() === 't') {
        const [text] = node.arguments;
        if (text && ts.isStringLiteralLike(text)) {
          keys.add(text.text);
        } else {
          untranslatable.push(`${place(node)}: ${node.getText()}`);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { keys, untranslatable };
}

function partsOf(template: ts.TemplateLiteral): string[] {
  return ts.isNoSubstitutionTemplateLiteral(template)
    ? [template.text]
    : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)];
}

/** Words between tags, or in attributes that people hear or see. */
function bareWords(parts: readonly string[]): string[] {
  const html = parts.join('\u0001'); // stands for what is put in
  const attributes = [...html.matchAll(/\s(?:title|aria-label|placeholder|alt)="(?<words>[^"]*)"/g)];
  const texts = html.replaceAll(/<[^<>]*>/g, '\u0002').split('\u0002');
  return [...attributes.map(match => match.groups?.['words'] ?? ''), ...texts]
    .map(words => words.replaceAll(/&\w+;/g, '').trim())
    .filter(words => /[A-Za-z]{2}/.test(words));
}

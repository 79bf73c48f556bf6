/** Where hits stand on the page, and how they are marked: by highlights of the browser, which leave the page as it is drawn. */
import { patternOf, type Hit } from './findHits';

/** Not what a model or a tool wrote, though it stands in between. */
const notText = '.code-bar, .sign, .hidden, .codicon';

/** Mark what is drawn of the hits. Those in folds that are closed are marked once they are opened. */
export function markHits(root: HTMLElement, hits: readonly Hit[], query: string, current: Hit | undefined): void {
  const shown = hits.length > 0 ? partElements(root) : new Map<string, Element>();
  const ranges = [...new Set(hits.map(hit => hit.part))].flatMap(part => {
    const element = shown.get(part);
    return element ? rangesIn(element, query) : [];
  });
  CSS.highlights.set('found', new Highlight(...ranges));
  const element = current && shown.get(current.part);
  CSS.highlights.set('found-now', new Highlight(...(element ? [rangeOf(element, current, query)] : [])));
}

export function clearMarks(): void {
  CSS.highlights.delete('found');
  CSS.highlights.delete('found-now');
}

/** The words of a hit; all of its part where they do not stand together on the page, as in a path. */
export function rangeOf(element: Element, hit: Hit, query: string): Range {
  const ranges = rangesIn(element, query);
  const range = ranges[Math.min(hit.nth, ranges.length - 1)] ?? new Range();
  if (ranges.length === 0) {
    range.selectNodeContents(element);
  }
  return range;
}

export function partElement(root: HTMLElement, part: string): HTMLElement | null {
  return root.querySelector(`[data-part="${CSS.escape(part)}"]`);
}

function partElements(root: HTMLElement): Map<string, Element> {
  const elements = root.querySelectorAll<HTMLElement>('[data-part]');
  return new Map([...elements].map(element => [String(element.dataset['part']), element]));
}

function rangesIn(element: Element, query: string): Range[] {
  const nodes = textNodes(element);
  const text = nodes.map(({ data }) => data).join('');
  let node = 0;
  let before = 0; // characters in front of that node
  const place = (offset: number, isEnd: boolean): [Text, number] => {
    let length = nodes[node]?.length ?? 0;
    while (node < nodes.length - 1 && (isEnd ? offset > before + length : offset >= before + length)) {
      before += length;
      node++;
      length = nodes[node]?.length ?? 0;
    }
    return [nodes[node] as Text, offset - before];
  };
  return [...text.matchAll(patternOf(query))].map(match => {
    const range = new Range();
    range.setStart(...place(match.index, false));
    range.setEnd(...place(match.index + match[0].length, true));
    return range;
  });
}

function textNodes(element: Element): Text[] {
  const nodes: Text[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest(notText)) {
      nodes.push(node as Text);
    }
  }
  return nodes;
}

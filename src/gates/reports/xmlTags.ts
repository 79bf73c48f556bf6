/** What a scan over XML comes across. */
export type XmlPart =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const tag = /<(?:\/([\w:.-]+)\s*|([\w:.-]+)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)|[?!][^<>]*)>/y;
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The parts of XML that a program wrote, in order; whether it is well-formed is not looked at. An empty element closes. */
export function* xmlParts(xml: string): Generator<XmlPart> {
  for (let at = 0; at < xml.length;) {
    const begin = xml.indexOf('<', at);
    const text = xml.slice(at, begin === -1 ? undefined : begin);
    if (text !== '') {
      yield { kind: 'text', text: decoded(text) };
    }
    if (begin === -1) {
      return;
    }
    const raw = raws.find(({ from }) => xml.startsWith(from, begin));
    if (raw) {
      const end = xml.indexOf(raw.to, begin + raw.from.length);
      if (end === -1) {
        return; // cut short
      }
      if (raw.isText) {
        yield { kind: 'text', text: xml.slice(begin + raw.from.length, end) };
      }
      at = end + raw.to.length;
      continue;
    }
    tag.lastIndex = begin;
    const [whole = '<', closed, opened, inside = ''] = tag.exec(xml) ?? [];
    at = begin + whole.length;
    if (closed !== undefined) {
      yield { kind: 'close', name: closed };
    } else if (opened !== undefined) {
      yield { kind: 'open', name: opened, attributes: attributesOf(inside) };
      if (inside.endsWith('/')) {
        yield { kind: 'close', name: opened };
      }
    }
  }
}

/** What ends only with words of its own. */
const raws = [
  { from: '<![CDATA[', to: ']]>', isText: true },
  { from: '<!--', to: '-->', isText: false },
] as const;

function attributesOf(inside: string): Record<string, string> {
  const pairs = [...inside.matchAll(attribute)].map(([, name = '', a, b]) => [name, decoded(a ?? b ?? '')] as const);
  return Object.fromEntries(pairs);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, number?: string, name?: string) => {
      const code = hex === undefined ? Number(number) : parseInt(hex, 16);
      if (name !== undefined) {
        return entities[name] ?? whole;
      }
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

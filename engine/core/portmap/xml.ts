import { fault, ok, type Result } from '../result.ts';

export interface XmlNode {
  /** Without its namespace prefix. */
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlNode[];
}

export type XmlCode = 'xml-garbled';

const MAX_DEPTH = 32;
const MAX_NODES = 4_000;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

interface Open {
  readonly tag: string;
  readonly node: { name: string; text: string; children: XmlNode[] };
}

const garbled = (what: string): Result<never, XmlCode> =>
  fault('xml-garbled', '', `the document ${what}`);

/**
 * The elements of a small document, attributes left out. What could grow or reach beyond the document
 * (declarations, entities of its own) is refused; depth and number of elements are bounded. What follows the
 * root element is not looked at: routers send padding there.
 */
export function parseXml(source: string): Result<XmlNode, XmlCode> {
  const open: Open[] = [];
  let nodes = 0;
  let at = 0;
  const say = (text: string): void => {
    const top = open.at(-1);
    if (top !== undefined) top.node.text += text;
  };
  for (;;) {
    const start = source.indexOf('<', at);
    if (start < 0) return garbled('ends too early');
    say(plain(source.slice(at, start)));
    const skipped = skip(source, start);
    if (skipped !== undefined) {
      if (skipped.end < 0) return garbled('ends too early');
      say(skipped.text);
      at = skipped.end;
      continue;
    }
    const end = endOfTag(source, start);
    if (end < 0) return garbled('ends in a tag');
    at = end + 1;
    const inner = source.slice(start + 1, end);
    if (inner.startsWith('!')) return garbled('has a declaration');
    if (!inner.startsWith('/')) {
      const tag = /^[^\s/>]+/.exec(inner)?.[0];
      if (tag === undefined) return garbled('has an element without a name');
      if (++nodes > MAX_NODES || open.length >= MAX_DEPTH) return garbled('has too many elements');
      const node = { name: tag.slice(tag.indexOf(':') + 1), text: '', children: [] };
      open.at(-1)?.node.children.push(node);
      if (!inner.endsWith('/')) open.push({ tag, node });
      else if (open.length === 0) return ok(node);
      continue;
    }
    const closed = open.pop();
    if (closed === undefined || closed.tag !== inner.slice(1).trim())
      return garbled('closes what is not open');
    if (open.length === 0) return ok(closed.node);
  }
}

/** The first element of that name, in document order. */
export function findNode(root: XmlNode, name: string): XmlNode | undefined {
  for (const node of allNodes(root)) if (node.name === name) return node;
  return undefined;
}

export function* allNodes(root: XmlNode): Generator<XmlNode> {
  yield root;
  for (const child of root.children) yield* allNodes(child);
}

/** The text of the node's own child of that name, without blanks around it. */
export const childText = (node: XmlNode, name: string): string | undefined =>
  node.children.find((child) => child.name === name)?.text.trim();

/** Comments and instructions say nothing, CDATA is text. `end` is negative where it never ends. */
function skip(source: string, start: number): { text: string; end: number } | undefined {
  for (const [opening, closing] of [
    ['<!--', '-->'],
    ['<?', '?>'],
    ['<![CDATA[', ']]>'],
  ] as const) {
    if (!source.startsWith(opening, start)) continue;
    const end = source.indexOf(closing, start + opening.length);
    if (end < 0) return { text: '', end };
    const text = opening === '<![CDATA[' ? source.slice(start + opening.length, end) : '';
    return { text, end: end + closing.length };
  }
  return undefined;
}

/** Where the tag's `>` is: one within quotes does not count. */
function endOfTag(source: string, start: number): number {
  let quote = '';
  for (let at = start + 1; at < source.length; at++) {
    const character = source[at] as string;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at;
    else if (character === '<') return -1;
  }
  return -1;
}

function plain(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, ...found) => {
    const [decimal, hex, name] = found as (string | undefined)[];
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** For text between tags. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>]/g, (character) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt' }[character]};`);

import {
  Document,
  isCollection,
  isMap,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';

/** A key and what it shall be: plain data; undefined removes it, and with it the block that it alone stood in. */
export interface Change {
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * The text of a values.yaml with some keys set or removed, for a diff that a person reads: comments, order and layout of everything else stay.
 * Each change is made at its place in the text, by the offsets of the document; what comes out is read again, and where it does not say
 * exactly what was asked, the document is changed and printed by `yaml` instead, which keeps comments and order but not the layout.
 */
export const rewrite = (text: string, changes: readonly Change[]): string =>
  changes.reduce((before, change) => {
    const wanted = parseDocument(before);
    if (change.value === undefined) return wanted.hasIn(change.path) ? remove(before, wanted, change.path) : before;
    wanted.setIn(change.path, wanted.createNode(change.value, { flow: change.path.length === 1 }));
    const spliced = splice(before, change);
    return spliced !== undefined && sameData(spliced, wanted) ? spliced : wanted.toString(plain);
  }, text);

const remove = (text: string, wanted: Document, path: readonly string[]): string => {
  const entries = path.map((_, depth) => {
    const parent = depth === 0 ? wanted.contents : wanted.getIn(path.slice(0, depth));
    return isMap(parent) ? parent.items.length : 0;
  });
  const gone = path.slice(
    0,
    Math.max(
      0,
      entries.findLastIndex((count) => count > 1),
    ) + 1,
  );
  wanted.deleteIn(gone);
  const cut = without(text, gone);
  return cut !== undefined && sameData(cut, wanted) ? cut : wanted.toString(plain);
};

const plain = { lineWidth: 0, flowCollectionPadding: false } as const;

const sameData = (text: string, wanted: Document): boolean => {
  const document = parseDocument(text);
  return document.errors.length === 0 && JSON.stringify(sorted(document)) === JSON.stringify(sorted(wanted));
};

/** A new key may stand elsewhere than where `yaml` would put it. */
const sorted = (document: Document): unknown => order(document.toJS());

const order = (data: unknown): unknown => {
  if (Array.isArray(data)) return data.map(order);
  if (typeof data !== 'object' || data === null) return data;
  return Object.entries(data)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, order(value)]);
};

/** undefined where the text has no simple place for it. */
const splice = (text: string, { path, value }: Change): string | undefined => {
  const document = parseDocument(text);
  const key = path.at(-1) ?? '';
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1));
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
  const printed = inline(value);
  if (pair !== undefined) {
    const range = rangeOf(pair.value);
    const before = rangeOf(pair.key);
    if (range === undefined || before === undefined) return undefined;
    // A block map begins on the line after its key, where its first comment may stand as well.
    const start = text.indexOf(':', before[1]) + 1;
    const line = text.lastIndexOf('\n', before[0]) + 1;
    const kept = commentsIn(pair.value).map((comment) => `${text.slice(line, before[0])}#${comment}${eol(text)}`);
    const rest = text.slice(range[1]).replace(/^(?=[^\s,}])/, eol(text));
    return `${text.slice(0, line)}${kept.join('')}${text.slice(line, start)} ${printed}${rest}`;
  }
  const entry = `${key}: ${printed}`;
  if (parent.flow === true) {
    const end = rangeOf(parent.items.at(-1)?.value)?.[1];
    return end === undefined ? undefined : `${text.slice(0, end)}, ${entry}${text.slice(end)}`;
  }
  if (path.length === 1) return `${text.replace(/(?<=[^\n])$/, eol(text))}${entry}${eol(text)}`;
  return afterLine(text, parent, entry);
};

/** The text without a key, its value, and what is said beside and within them; undefined where there is no simple cut. */
const without = (text: string, path: readonly string[]): string | undefined => {
  const document = parseDocument(text);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1));
  if (!isMap(parent)) return undefined;
  const index = parent.items.findIndex((item) => isScalar(item.key) && item.key.value === path.at(-1));
  const rangeAt = (at: number, part: 'key' | 'value') => rangeOf(parent.items[at]?.[part]);
  const start = rangeAt(index, 'key')?.[0];
  const end = rangeAt(index, 'value')?.[1];
  if (start === undefined || end === undefined) return undefined;
  if (parent.flow === true) {
    const before = rangeAt(index - 1, 'value')?.[1];
    return before === undefined
      ? `${text.slice(0, start)}${text.slice(rangeAt(index + 1, 'key')?.[0] ?? end)}`
      : `${text.slice(0, before)}${text.slice(end)}`;
  }
  // What a block holds ends with its last line break.
  const lineEnd = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  return `${text.slice(0, text.lastIndexOf('\n', start) + 1)}${lineEnd < 0 ? '' : text.slice(lineEnd + 1)}`;
};

/** A line of its own below the last entry that is one line itself, so that no comment changes what it belongs to. */
const afterLine = (text: string, parent: YAMLMap, entry: string): string | undefined => {
  for (const pair of [...parent.items].reverse() as Pair[]) {
    const start = rangeOf(pair.key)?.[0];
    const end = rangeOf(pair.value)?.[1];
    if (start === undefined || end === undefined || text.slice(start, end).includes('\n')) continue;
    const lineEnd = text.indexOf('\n', end);
    const rest = text.slice(end, lineEnd < 0 ? text.length : lineEnd);
    if (!/^\s*(#.*)?$/.test(rest)) continue;
    const indent = ' '.repeat(start - (text.lastIndexOf('\n', start) + 1));
    return lineEnd < 0
      ? `${text}${eol(text)}${indent}${entry}`
      : `${text.slice(0, lineEnd + 1)}${indent}${entry}${eol(text)}${text.slice(lineEnd + 1)}`;
  }
  return undefined;
};

/** Comments of what is replaced move above it; that of a value on one line stays where it is. */
const commentsIn = (value: unknown): readonly string[] => {
  const found: string[] = [];
  if (isMap(value) && value.flow !== true)
    visit(value, {
      Node: (_, node: Node) => {
        for (const text of [node.commentBefore, node.comment]) if (text) found.push(...text.split('\n'));
      },
    });
  return found;
};

/** On one line, as the printer of `yaml` quotes it. */
const inline = (value: unknown): string => {
  const document = new Document(value);
  if (isCollection(document.contents)) document.contents.flow = true;
  // YAML 1.1 reads it as a date otherwise.
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && /^\d/.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString(plain).trimEnd();
};

const rangeOf = (node: unknown): readonly [number, number, number] | undefined =>
  (node as { readonly range?: readonly [number, number, number] } | null | undefined)?.range ?? undefined;

const eol = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

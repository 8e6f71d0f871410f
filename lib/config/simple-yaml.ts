import type { Data } from './strictness';

/**
 * The values.yaml of most environments: block maps of plain words, amounts, whole numbers, quoted words and short flow collections.
 * Reads only what every reader of YAML reads in one way, a dozen patterns in all, and answers undefined for anything else, which the full
 * reader (documents.ts) then judges. A test holds the two against each other. Measured: the full reader took 15 to 18 % of a full synth.
 */
export const readSimpleYaml = (text: string): { readonly [key: string]: Data } | undefined => {
  const root: Block = { indent: 0, map: emptyMap() };
  const open = [root];
  let pending: { readonly key: string; readonly parent: Block } | undefined;
  for (const line of text.split('\n')) {
    if (line === '' || comment.test(line)) continue;
    const match = entry.exec(line);
    if (match === null) return undefined;
    const [, spaces = '', key = '', rest = ''] = match;
    const indent = spaces.length;
    if (pending !== undefined) {
      // A key without a value must open a deeper block.
      if (indent <= pending.parent.indent) return undefined;
      const map = emptyMap();
      pending.parent.map[pending.key] = map;
      open.push({ indent, map });
      pending = undefined;
    }
    while (open.length > 1 && (open.at(-1)?.indent ?? 0) > indent) open.pop();
    const block = open.at(-1) ?? root;
    if (block.indent !== indent || !isKey(key) || key in block.map) return undefined;
    if (rest === '') pending = { key, parent: block };
    else {
      const value = parseValue(rest);
      if (value === undefined) return undefined;
      block.map[key] = value;
    }
  }
  return pending !== undefined || Object.keys(root.map).length === 0 ? undefined : root.map;
};

type Map = { [key: string]: Data };

interface Block {
  readonly indent: number;
  readonly map: Map;
}

const emptyMap = (): Map => Object.create(null);

const comment = /^ *#/;

/** `  key:` or `  key: rest`, without blanks at the end. */
const entry = /^( {0,40})([A-Za-z][A-Za-z0-9_.-]{0,60}):(?: ([!-~](?:[ -~]{0,200}[!-~])?))?$/;

/** Letters first; inner blanks, but nothing that could end the scalar, open a collection or a comment. */
const words = /^[A-Za-z][A-Za-z0-9_/.-]*(?: [A-Za-z0-9_/.-]+)*$/;
/** An image or another name with single colons inside, which only a blank would turn into a key. */
const reference = /^[A-Za-z][A-Za-z0-9_/.-]*(?::[A-Za-z0-9_.-]+)+$/;
const amount = /^[1-9][0-9]{0,8}(?:[KMGT]i|m|MB|GB|kB|min|ms)$/;
const integer = /^(?:0|[1-9][0-9]{0,14})$/;
const quoted = /^"([A-Za-z0-9 _/.:@+-]*)"$/;
/** Words that some schema of YAML reads as something else than text, or as a number; in any case. */
const special = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i;
const prototypeKeys: ReadonlySet<string> = new Set(['constructor', 'prototype']);

const isKey = (key: string): boolean => !special.test(key) && !prototypeKeys.has(key);

const scalarOf = (text: string): Data | undefined => {
  if (words.test(text) || reference.test(text)) {
    if (!special.test(text)) return text;
    return text === 'true' ? true : text === 'false' ? false : undefined;
  }
  if (amount.test(text)) return text;
  if (integer.test(text)) return Number(text);
  return quoted.exec(text)?.[1];
};

const parseValue = (text: string): Data | undefined => {
  if (text[0] !== '{' && text[0] !== '[') return scalarOf(text);
  const reader = { text, at: 0 };
  const value = flow(reader);
  return reader.at === text.length ? value : undefined;
};

interface Reader {
  readonly text: string;
  at: number;
}

const plainInFlow = /[^{}[\],"]*/y;
const quotedInFlow = /"[^"\\]*"/y;
const keyInFlow = /([A-Za-z][A-Za-z0-9_.-]{0,60}): /y;

/** A flow collection or a scalar in one; undefined: not simple. */
const flow = (reader: Reader): Data | undefined => {
  const { text } = reader;
  if (text[reader.at] === '[') {
    const list: Data[] = [];
    return members(reader, ']', () => {
      const item = flow(reader);
      if (item !== undefined) list.push(item);
      return item !== undefined;
    })
      ? list
      : undefined;
  }
  if (text[reader.at] === '{') {
    const map = emptyMap();
    return members(reader, '}', () => {
      const key = take(keyInFlow, reader)?.slice(0, -2);
      if (key === undefined || !isKey(key) || key in map) return false;
      const item = flow(reader);
      if (item !== undefined) map[key] = item;
      return item !== undefined;
    })
      ? map
      : undefined;
  }
  return scalarOf((text[reader.at] === '"' ? take(quotedInFlow, reader) : take(plainInFlow, reader)) ?? '');
};

/** Members between brackets, `, ` between them. */
const members = (reader: Reader, end: string, member: () => boolean): boolean => {
  reader.at += 1;
  if (reader.text[reader.at] === end) {
    reader.at += 1;
    return true;
  }
  for (;;) {
    if (!member()) return false;
    if (reader.text[reader.at] === end) {
      reader.at += 1;
      return true;
    }
    if (!reader.text.startsWith(', ', reader.at)) return false;
    reader.at += 2;
  }
};

const take = (pattern: RegExp, reader: Reader): string | undefined => {
  pattern.lastIndex = reader.at;
  const taken = pattern.exec(reader.text)?.[0];
  reader.at += taken?.length ?? 0;
  return taken;
};

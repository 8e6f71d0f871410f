import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { DiagnosticCode } from '../diagnostic';
import { codePoint } from './decode';
import { deepestNesting } from './nesting';
import { formatPath, type Path, pathId } from './path';

/** Data of a YAML document: null-prototype objects, arrays, strings, numbers, booleans and null. */
export type Data = string | number | boolean | null | readonly Data[] | { readonly [key: string]: Data };

export interface Finding {
  readonly code: DiagnosticCode;
  readonly offset: number;
  readonly message: string;
}

export interface PlainData {
  /** undefined for an empty document. */
  readonly data: Data | undefined;
  readonly findings: readonly Finding[];
  /** `pathId` of every value that was refused or left out, so that it is not also reported as missing. */
  readonly refused: ReadonlySet<string>;
  /** Some key of a map, outside lists, is null. */
  readonly hasNull: boolean;
}

/** Largest number of values that aliases may add. The billion laughs need a billion. */
const aliasBudget = 10_000;

/** Keys that reach into every object of the process when a careless program merges them. */
const prototypeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

interface Walk {
  readonly findings: Finding[];
  readonly refused: Set<string>;
  readonly anchors: Map<string, Node>;
  /** Anchored nodes that are being read: an alias to one of them would never end. */
  readonly open: Set<Node>;
  hasNull: boolean;
  /** Alias below which the walk is; 0: none. */
  insideAlias: number;
  aliasNodes: number;
}

/**
 * Plain data of a composed document. What readers of YAML disagree about is refused: the values are reviewed by people, and judged by
 * editors and other programs, that must all see the same thing.
 */
export const toPlainData = (root: Node | null): PlainData => {
  const walk: Walk = {
    findings: [],
    refused: new Set(),
    anchors: new Map(),
    open: new Set(),
    hasNull: false,
    insideAlias: 0,
    aliasNodes: 0,
  };
  const data = root === null ? undefined : read(walk, root, [], 0, 0);
  return { data, findings: walk.findings, refused: walk.refused, hasNull: walk.hasNull };
};

const refuse = (walk: Walk, path: Path, offset: number, code: DiagnosticCode, message: string): undefined => {
  walk.findings.push({ code, offset, message });
  walk.refused.add(pathId(path));
  return undefined;
};

/** undefined: the value was refused. */
const read = (walk: Walk, node: Node, path: Path, depth: number, listDepth: number): Data | undefined => {
  const offset = node.range?.[0] ?? 0;
  if (walk.insideAlias > 0 && ++walk.aliasNodes > aliasBudget) return undefined;
  if (depth > deepestNesting) {
    return refuse(walk, path, offset, 'yaml-syntax', `maps and lists are nested more than ${deepestNesting} deep`);
  }
  if (isAlias(node)) return readAlias(walk, node.source, offset, path, depth, listDepth);
  if ('anchor' in node && typeof node.anchor === 'string') walk.anchors.set(node.anchor, node);
  if (isScalar(node)) return readScalar(walk, node, offset, path);
  walk.open.add(node);
  const data = isMap<Node, Node | null>(node)
    ? readMap(walk, node.items, path, depth, listDepth)
    : isSeq<Node>(node)
      ? node.items.map((item, index) => read(walk, item, [...path, index], depth + 1, listDepth + 1) ?? null)
      : null;
  walk.open.delete(node);
  return data;
};

const readAlias = (
  walk: Walk,
  name: string,
  offset: number,
  path: Path,
  depth: number,
  listDepth: number,
): Data | undefined => {
  const target = walk.anchors.get(name);
  if (target === undefined)
    return refuse(walk, path, offset, 'yaml-syntax', `no anchor &${name} stands before *${name}`);
  if (walk.open.has(target)) return refuse(walk, path, offset, 'yaml-syntax', `*${name} stands inside what it repeats`);
  const spent = walk.aliasNodes > aliasBudget;
  walk.insideAlias++;
  const data = read(walk, target, path, depth, listDepth);
  walk.insideAlias--;
  if (walk.insideAlias === 0 && walk.aliasNodes > aliasBudget) {
    walk.refused.add(pathId(path));
    const message = `aliases repeat more than ${aliasBudget} values: write the values out`;
    return spent ? undefined : refuse(walk, path, offset, 'yaml-syntax', message);
  }
  return data;
};

interface Pair {
  readonly key: Node;
  readonly value: Node | null;
}

const readMap = (walk: Walk, pairs: readonly Pair[], path: Path, depth: number, listDepth: number): Data => {
  const data: { [key: string]: Data } = Object.create(null);
  for (const { key, value } of pairs) {
    const name = readKey(walk, key, path);
    if (name === undefined) continue;
    const here = [...path, name];
    if (name in data || (walk.refused.size > 0 && walk.refused.has(pathId(here)))) {
      refuse(walk, here, key.range?.[0] ?? 0, 'yaml-syntax', `${formatPath(here)} is written twice`);
      continue;
    }
    const item = value === null ? null : read(walk, value, here, depth + 1, listDepth);
    if (item === null && listDepth === 0) walk.hasNull = true;
    if (item !== undefined) data[name] = item;
  }
  return data;
};

const readKey = (walk: Walk, key: Node, path: Path): string | undefined => {
  const offset = key?.range?.[0] ?? 0;
  const bad = (code: DiagnosticCode, message: string): undefined => {
    walk.findings.push({ code, offset, message });
    return undefined;
  };
  if (!isScalar(key)) return bad('yaml-syntax', 'a key must be a plain word, not a map, a list or an alias');
  if (typeof key.anchor === 'string') walk.anchors.set(key.anchor, key);
  if (typeof key.value !== 'string') {
    const written = key.source ?? '';
    return bad('yaml-syntax', written === '' ? 'a key is empty' : `the key ${written} is not text: write "${written}"`);
  }
  if (key.value === '<<' && key.type === 'PLAIN') {
    return bad(
      'yaml-syntax',
      'the merge key << is not read: write the values out, or move them to environments/defaults.yaml',
    );
  }
  const name = key.value;
  if (prototypeKeys.has(name)) return bad('unknown-key', `${formatPath([...path, name])} is not a setting`);
  const hidden = hiddenCharacter.exec(name) ?? lineBreak.exec(name);
  if (hidden !== null) return bad('invalid-value', `a key holds the character ${codePoint(hidden[0])}`);
  return name;
};

const readScalar = (walk: Walk, node: Scalar, offset: number, path: Path): Data | undefined => {
  const { value } = node;
  if (typeof value === 'string') {
    const hidden = hiddenCharacter.exec(value);
    if (hidden === null) return value;
    const message = `${formatPath(path)} holds the character ${codePoint(hidden[0])}, which a reader cannot see`;
    return refuse(walk, path, offset, 'invalid-value', message);
  }
  if (typeof value === 'number') return readNumber(walk, value, node.source ?? '', offset, path);
  if (typeof value === 'boolean') return value;
  return path.length === 0 ? undefined : null;
};

const readNumber = (walk: Walk, value: number, source: string, offset: number, path: Path): Data | undefined => {
  const where = formatPath(path);
  if (!/^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(source)) {
    const message = `${where}: readers of YAML disagree about ${source}; write a decimal number, or "${source}" in quotes`;
    return refuse(walk, path, offset, 'yaml-syntax', message);
  }
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
    const message = `${where}: ${source} has more digits than a number can hold; write "${source}" in quotes`;
    return refuse(walk, path, offset, 'invalid-value', message);
  }
  return value;
};

const lineBreak = /[\t\n\r]/;

/**
 * Control characters (PostgreSQL and environment variables cannot hold NUL), halves of surrogate pairs, line separators that some
 * writers of YAML lose, and marks that reorder what a reviewer reads (CVE-2021-42574).
 */
const hiddenCharacter =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import type { Path } from './path';

/** Offset of the key or the value at a path of a document; undefined where there is none. A list item is its own key. */
export const locateOffset = (document: Document.Parsed, path: Path, at: 'key' | 'value'): number | undefined => {
  let node: Node | null | undefined = document.contents;
  let key: Node | undefined;
  for (const part of path) {
    const parent: Node | null | undefined = isAlias(node) ? node.resolve(document) : node;
    key = undefined;
    if (isSeq(parent) && typeof part === 'number') {
      if (part >= parent.items.length) return undefined;
      node = parent.items[part] as Node;
    } else if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === String(part));
      if (pair === undefined) return undefined;
      key = pair.key as Node;
      node = pair.value as Node | null;
    } else {
      return undefined;
    }
  }
  const keyOffset = key?.range?.[0];
  const valueOffset = node?.range?.[0];
  return at === 'key' ? (keyOffset ?? valueOffset) : (valueOffset ?? keyOffset);
};

import { type JudgedChange, nameOf } from '../allow';
import { quietClasses } from '../change';

/** Fields that one rule says the same of: of one object, or, where nothing has to be done, of several with the same values. */
export interface Group {
  readonly first: JudgedChange;
  /** `Kind/name` of each. */
  readonly objects: readonly string[];
  /** Of the first object. */
  readonly fields: readonly JudgedChange[];
}

/** By environment, and there by object, code and message; the order stays. */
export const byEnvironment = (changes: readonly JudgedChange[]): ReadonlyMap<string, readonly Group[]> =>
  new Map(
    [...listed(changes, ({ environment }) => environment)].map(([id, ofOne]) => [
      id,
      merged([...listed(ofOne, keyOf).values()].flatMap((fields) => groupOf(fields))),
    ]),
  );

const keyOf = (change: JudgedChange): string => {
  const { object, code, message, allowed, cause } = change;
  const words = quietClasses.has(change.class) ? [] : [message, cause];
  return [object.kind, object.namespace, object.name, code, allowed?.reason, ...words].join('\0');
};

const groupOf = (fields: readonly JudgedChange[]): readonly Group[] =>
  fields[0] === undefined ? [] : [{ first: fields[0], objects: [nameOf(fields[0])], fields }];

const merged = (groups: readonly Group[]): readonly Group[] => {
  // A danger is never merged with another: its own number is its key.
  const key = ({ first, fields }: Group, index: number): string =>
    quietClasses.has(first.class)
      ? [first.code, first.allowed?.reason, ...fields.map(fieldLine)].join('\0')
      : String(index);
  return [...listed(groups, key).values()].flatMap((same) => {
    const [one] = same;
    return one === undefined ? [] : [{ ...one, objects: same.flatMap(({ objects }) => objects) }];
  });
};

const listed = <Item>(
  items: readonly Item[],
  keyOfItem: (item: Item, index: number) => string,
): ReadonlyMap<string, readonly Item[]> => {
  const lists = new Map<string, Item[]>();
  for (const [index, item] of items.entries()) {
    const key = keyOfItem(item, index);
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [item]);
    else list.push(item);
  }
  return lists;
};

/** Longest value that is shown, in characters. */
const widest = 80;

/** A value in one line; undefined: there is none. */
export const shortValue = (value: unknown): string => {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > widest ? `${text.slice(0, widest)}… (${text.length} characters)` : text;
};

/** `spec.replicas: 1 → 2`; empty where there is nothing to show. */
export const fieldLine = ({ path, before, after }: JudgedChange): string => {
  if (path === '') return '';
  const isText = [before, after].some((value) => typeof value === 'string' && value.includes('\n'));
  return isText || (before === undefined && after === undefined)
    ? path
    : `${path}: ${shortValue(before)} → ${shortValue(after)}`;
};

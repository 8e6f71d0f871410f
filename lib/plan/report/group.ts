import type { JudgedChange } from '../allow';

/** Fields of one object that one rule says the same of. */
export interface Group {
  readonly first: JudgedChange;
  readonly fields: readonly JudgedChange[];
}

/** By environment, and there by object, code and message; the order stays. */
export const byEnvironment = (changes: readonly JudgedChange[]): ReadonlyMap<string, readonly Group[]> => {
  const environments = new Map<string, Map<string, JudgedChange[]>>();
  for (const change of changes) {
    const groups = environments.get(change.environment) ?? new Map<string, JudgedChange[]>();
    environments.set(change.environment, groups);
    const { object, code, message, allowed, cause } = change;
    const key = [object.kind, object.namespace, object.name, code, message, allowed?.reason, cause].join('\0');
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return new Map(
    [...environments].map(([id, groups]) => [
      id,
      [...groups.values()].flatMap((fields) => (fields[0] === undefined ? [] : [{ first: fields[0], fields }])),
    ]),
  );
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

import type { Manifest } from '../manifest';
import { isAmount, sameAmount, sameText } from './kubernetes/amount';
import { apiDefault, emptyIsAbsent } from './kubernetes/api-defaults';
import { isSet, keyedItems } from './kubernetes/lists';
import { isBuiltIn, isFields, kindOf } from './object';
import { isBelow, type Steps, showPath } from './path';

/** A field that is not the same before and after; undefined: absent there. */
export interface Difference {
  readonly steps: Steps;
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface Walk {
  readonly manifest: Manifest;
  readonly kind: string;
  readonly builtIn: boolean;
  readonly found: Difference[];
}

/** How the API server would see the change of an object: field by field, without what it fills in itself. */
export const differences = (before: Manifest, after: Manifest): readonly Difference[] => {
  const walk: Walk = { manifest: after, kind: kindOf(after), builtIn: isBuiltIn(after), found: [] };
  for (const field of union(before, after)) {
    if (field !== 'status') compare(walk, [field], before[field], after[field]);
  }
  return walk.found;
};

/** What the API server, or kubectl, writes into an object and nobody keeps in Git by intent. */
const written = [
  'metadata.creationTimestamp',
  'metadata.generation',
  'metadata.managedFields',
  'metadata.resourceVersion',
  'metadata.selfLink',
  'metadata.uid',
];
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Where the order of lists and the spelling of amounts are part of what is compared: a template of Pods is one text to its controller
 * (getPatch in pkg/controller/statefulset), and fields that cannot change are compared in order. Patterns of `isBelow`.
 */
const literal: Readonly<Record<string, readonly string[]>> = {
  'apps/StatefulSet': ['spec.template', 'spec.volumeClaimTemplates', 'spec.selector'],
  'apps/Deployment': ['spec.template', 'spec.selector'],
  'apps/DaemonSet': ['spec.template', 'spec.selector'],
  'apps/ReplicaSet': ['spec.selector'],
  'batch/Job': ['spec.template', 'spec.selector'],
  'core/PersistentVolumeClaim': ['spec.accessModes', 'spec.selector'],
};

const isLiteral = ({ kind }: Walk, steps: Steps): boolean =>
  (literal[kind] ?? []).some((pattern) => isBelow(steps, pattern));

const compare = (walk: Walk, steps: Steps, rawBefore: unknown, rawAfter: unknown): void => {
  const [before, after] = [present(walk, steps, rawBefore), present(walk, steps, rawAfter)];
  if (before === after || ignored(steps)) return;
  if (before === undefined || after === undefined) oneSided(walk, steps, before, after);
  else if (isFields(before) && isFields(after)) {
    for (const field of union(before, after)) compare(walk, [...steps, field], before[field], after[field]);
  } else if (Array.isArray(before) && Array.isArray(after)) compareLists(walk, steps, before, after);
  else if (!isAmount(steps) || !(isLiteral(walk, steps) ? sameText : sameAmount)(before, after))
    add(walk, steps, before, after);
};

const ignored = (steps: Steps): boolean =>
  written.some((pattern) => isBelow(steps, pattern)) || (steps[0] === 'metadata' && steps[2] === lastApplied);

/** null, and what is as good as absent, is absent. */
const present = ({ builtIn }: Walk, steps: Steps, value: unknown): unknown => {
  if (value === null) return undefined;
  const common = builtIn || steps[0] === 'metadata';
  if (!common) return value;
  // To refuse all traffic out of a Pod is written as an empty list.
  if (Array.isArray(value) && value.length === 0 && steps.at(-1) !== 'egress') return undefined;
  const empty = isFields(value) && Object.keys(value).length === 0;
  return empty && emptyIsAbsent.has(steps.at(-1) ?? '') ? undefined : value;
};

/** A field that comes or goes is no difference where it is what the API server would write, or a map of nothing else. */
const oneSided = (walk: Walk, steps: Steps, before: unknown, after: unknown): void => {
  const value = before ?? after;
  if (isFields(value) && entryMaps.has(steps.at(-1) ?? '')) {
    for (const field of Object.keys(value))
      compare(walk, [...steps, field], fieldOf(before, field), fieldOf(after, field));
    return;
  }
  const standard = apiDefault(walk.manifest, steps);
  if (standard !== undefined && JSON.stringify(standard) === JSON.stringify(value)) return;
  if (walk.builtIn && isFields(value) && Object.keys(value).length > 0 && !steps.at(-1)?.startsWith('[')) {
    const inner: Walk = { ...walk, found: [] };
    for (const field of Object.keys(value)) {
      compare(inner, [...steps, field], fieldOf(before, field), fieldOf(after, field));
    }
    if (inner.found.length === 0) return;
  }
  add(walk, steps, before, after);
};

/** Maps that are nothing but their entries. */
const entryMaps: ReadonlySet<string> = new Set(['labels', 'annotations', 'data', 'binaryData', 'stringData']);

const fieldOf = (value: unknown, field: string): unknown => (isFields(value) ? value[field] : undefined);

const compareLists = (walk: Walk, steps: Steps, before: readonly unknown[], after: readonly unknown[]): void => {
  const field = steps.at(-1) ?? '';
  const [from, to] = [keyedItems(field, before), keyedItems(field, after)];
  const ordered = isLiteral(walk, steps) || !walk.builtIn || !isSet(walk.kind, field);
  if (from !== undefined && to !== undefined) compareItems(walk, steps, from, to);
  else if (ordered && before.length === after.length && [...before, ...after].every(isFields)) {
    before.forEach((item, index) => {
      compare(walk, [...steps, `[${index}]`], item, after[index]);
    });
  } else if (listText(walk, before, ordered) !== listText(walk, after, ordered)) add(walk, steps, before, after);
};

const listText = ({ kind }: Walk, list: readonly unknown[], ordered: boolean): string => {
  const items = list.map((item) => stable(item, (field) => !ordered && isSet(kind, field)));
  return JSON.stringify(ordered ? items : items.sort());
};

type Items = ReadonlyMap<string, unknown>;

const compareItems = (walk: Walk, steps: Steps, from: Items, to: Items): void => {
  const count = walk.found.length;
  for (const key of new Set([...from.keys(), ...to.keys()]))
    compare(walk, [...steps, `[${key}]`], from.get(key), to.get(key));
  if (walk.found.length > count || [...from.keys()].join('\n') === [...to.keys()].join('\n')) return;
  if (isLiteral(walk, steps) || orderMatters(steps, to)) add(walk, steps, [...from.keys()], [...to.keys()]);
};

/** init containers run one after the other, and a variable sees those above it. */
const orderMatters = (steps: Steps, items: Items): boolean =>
  steps.at(-1) === 'initContainers' || (steps.at(-1) === 'env' && JSON.stringify([...items.values()]).includes('$('));

const add = ({ found }: Walk, steps: Steps, before: unknown, after: unknown): void => {
  found.push({ steps, path: showPath(steps), before, after });
};

const union = (a: object, b: object): readonly string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];

/** One text for one value, whatever the order of its keys, and of the items of lists without one. */
const stable = (value: unknown, isSetField: (field: string) => boolean): string =>
  JSON.stringify(value, (field, node: unknown) => {
    if (Array.isArray(node)) return isSetField(field) ? node.map((item) => stable(item, isSetField)).sort() : node;
    return isFields(node) ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1))) : node;
  });

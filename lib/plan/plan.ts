import type { Manifest } from '../manifest';
import { compareSeverity, type ObjectRef, type PlannedChange } from './change';
import { type Difference, differences } from './differences';
import { identityOf, kindOf, refOf } from './object';
import type { Found, ObjectChange, PlanContext, Rule, Scene } from './rule';
import { rules } from './rules';

export type { PlanContext } from './rule';

/**
 * What it does to a running environment when one set of manifests takes the place of another. Every difference is in the answer: one that
 * no rule knows is `unclassified`. The worst first; one order on every machine.
 */
export const planManifests = (
  before: readonly Manifest[],
  after: readonly Manifest[],
  context: PlanContext = {},
): readonly PlannedChange[] => {
  const scene: Scene = { before, after, changes: objectChanges(before, after), context };
  return scene.changes.flatMap((change) => judge(change, scene)).sort(worstFirst);
};

/** Objects that are not the same on both sides. */
export const objectChanges = (before: readonly Manifest[], after: readonly Manifest[]): readonly ObjectChange[] => {
  const [from, to] = [byIdentity(before), byIdentity(after)];
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((identity) => {
    const change = changeOf(from.get(identity), to.get(identity));
    return change === undefined ? [] : [change];
  });
};

const changeOf = (before: Manifest | undefined, after: Manifest | undefined): ObjectChange | undefined => {
  const known = after ?? before;
  if (known === undefined) return undefined;
  const found = before === undefined || after === undefined ? undefined : differences(before, after);
  if (found?.length === 0) return undefined;
  return {
    object: refOf(known),
    kind: kindOf(known),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    differences: found ?? [],
  };
};

const byIdentity = (manifests: readonly Manifest[]): ReadonlyMap<string, Manifest> =>
  new Map(manifests.map((manifest) => [identityOf(manifest), manifest]));

const judge = (change: ObjectChange, scene: Scene): readonly PlannedChange[] => {
  const found = rules.flatMap((rule) => rule.check(change, scene).map((one) => ({ rule, one })));
  const open = change.differences.filter((difference) => !found.some(({ one }) => speaksFor(one.path, difference)));
  return [
    ...found.map(({ rule, one }) => planned(change, scene, rule, one)),
    ...open.map((difference) => planned(change, scene, unclassified, unclassifiedAt(difference))),
    ...(found.length === 0 && change.differences.length === 0
      ? [planned(change, scene, unclassified, { path: '', message: unknownObject(change) })]
      : []),
  ];
};

/** A finding at a field speaks for what is below it; one inside a text, as of a parameter in postgresql.conf, for the text. */
const speaksFor = (finding: string, { path, before, after }: Difference): boolean =>
  finding === path ||
  isInside(path, finding) ||
  (isInside(finding, path) && [before, after].every((value) => value === undefined || typeof value === 'string'));

const isInside = (path: string, outer: string): boolean =>
  outer !== '' && path.startsWith(outer) && (path[outer.length] === '.' || path[outer.length] === '[');

/** No rule of the table: what none of them knows. */
export const unclassified: Omit<Rule, 'check'> = {
  id: 'unclassified-change',
  class: 'unclassified',
  summary: 'A change that no rule knows: it can be anything.',
  remedy: 'read what the controller of this kind does with the field, and try it on an environment that may break',
};

const unclassifiedAt = ({ path, before, after }: Difference): Found => ({
  path,
  before,
  after,
  message: 'nothing is known of this field: what its controller does with the change is not told here',
});

const unknownObject = ({ object, before }: ObjectChange): string =>
  `nothing is known of the kind ${object.kind}: what ${before === undefined ? 'making' : 'removing'} it does is not told here`;

const planned = (
  { object, before, after }: ObjectChange,
  { context }: Scene,
  rule: Omit<Rule, 'check'>,
  found: Found,
): PlannedChange => ({
  environment:
    context.environment ??
    before?.metadata.labels?.[environmentLabel] ??
    after?.metadata.labels?.[environmentLabel] ??
    '',
  object,
  class: rule.class,
  code: rule.id,
  path: found.path,
  before: shown(object, found.path, found.before),
  after: shown(object, found.path, found.after),
  message: found.message,
  remedy: found.remedy ?? rule.remedy,
  ...(found.unknown === undefined ? {} : { unknown: found.unknown }),
  cause: '',
});

/** The content of a Secret is nobody's to print. */
const shown = ({ kind }: ObjectRef, path: string, value: unknown): unknown =>
  kind === 'Secret' && value !== undefined && /^(data|stringData)/.test(path) ? '(hidden)' : value;

const environmentLabel = 'pgfleet.dev/environment';

const order = ({ environment, object, path, code }: PlannedChange): string =>
  [environment, object.kind, object.namespace, object.name, path, code].join('\0');

export const worstFirst = (a: PlannedChange, b: PlannedChange): number => {
  if (a.class !== b.class) return compareSeverity(b.class, a.class);
  return order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0;
};

import type { Manifest } from '../../manifest';
import { isFields, textsAt, valueAt } from '../object';

/** What a NetworkPolicy lets through, as one text for each rule and peer: comparable, whatever their order. */
export const allowances = (policy: Manifest | undefined): ReadonlySet<string> => {
  if (policy === undefined) return new Set();
  const types = typesOf(policy);
  return new Set([...allowed(policy, types, 'Ingress', 'from'), ...allowed(policy, types, 'Egress', 'to')]);
};

const allowed = (
  policy: Manifest,
  types: readonly string[],
  type: 'Ingress' | 'Egress',
  peers: 'from' | 'to',
): readonly string[] => {
  // A direction that the policy does not speak of is left open by it.
  if (!types.includes(type)) return [`${type}: everything`];
  const rules = valueAt(policy, 'spec', type.toLowerCase());
  return (Array.isArray(rules) ? rules : [])
    .filter((rule) => isFields(rule) || rule === null)
    .flatMap((rule) => {
      const ports = each(valueAt(rule, 'ports'), 'all ports');
      return each(valueAt(rule, peers), 'anybody').flatMap((peer) =>
        ports.map((port) => `${type}: ${peer} on ${port}`),
      );
    });
};

const each = (list: unknown, none: string): readonly string[] =>
  Array.isArray(list) && list.length > 0 ? list.map((item) => stable(item)) : [none];

/** Source: kubernetes, SetDefaults_NetworkPolicy. */
const typesOf = (policy: Manifest): readonly string[] => {
  const written = textsAt(policy, 'spec', 'policyTypes');
  if (written.length > 0) return written;
  return valueAt(policy, 'spec', 'egress') === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
};

const stable = (value: unknown): string =>
  JSON.stringify(value, (_, node: unknown) =>
    isFields(node) ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1))) : node,
  );

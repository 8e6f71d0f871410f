import type { Vdb, VdbEnvironment } from '../defaults/environment';
import { jobComponents, selector } from './names';
import { type Allowed, dns, type PodSelector, peer, type Rule, range, tcp } from './network-peers';

/**
 * Pods that we do not make. By a label that only our Pods have: an operator may well give its Pods the labels of the object that asks for them.
 */
const notOurs: PodSelector = {
  matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'NotIn', values: jobComponents }],
};

/** For those who run kube-score over dist/: no manifest has the Pods that the operator makes. */
const annotations = { 'kube-score/ignore': 'networkpolicy-targets-pod' };

/** Pods of a VDB: by the labels that the user found out, else all in a namespace of our own that we do not make. */
const podsOf = ({ podLabels }: Vdb, { namespace }: VdbEnvironment): PodSelector | undefined =>
  podLabels === undefined ? (namespace.create ? notOurs : undefined) : { matchLabels: podLabels };

/** What the operator's Pods may do. In a namespace of somebody else nothing is said of Pods that we do not know. */
export const vdbPolicies = (env: VdbEnvironment): readonly Allowed[] => [
  ...(env.namespace.create ? [operatorEgress(env)] : []),
  ...groups(env).map(({ name, pods, ports }) => ingress(env, name, pods, ports)),
];

/** Where checks go: to the VDBs alone. */
export const vdbEgress = (env: VdbEnvironment): readonly Rule[] =>
  unique(env.vdbs.map((vdb) => ({ to: [{ podSelector: podsOf(vdb, env) ?? {} }], ports: tcp(vdb.port) })));

/** Hooks, snapshots and a standby reach what they are about; what that is, only the user knows. */
const operatorEgress = (env: VdbEnvironment): Allowed => {
  const { egress } = env.vdbNetwork;
  return {
    name: `${env.name}-operator`,
    comment: `Where the Pods of the Delphix operator may go: ${egress === undefined ? 'everywhere, until network.vdb.egress says more' : 'their namespace, name servers, and what network.vdb.egress names'}.`,
    pods: notOurs,
    annotations,
    egress:
      egress === undefined
        ? [{}]
        : [dns, { to: [{ podSelector: {} }] }, ...(egress.length === 0 ? [] : [{ to: egress.map(peer) }])],
  };
};

interface Group {
  readonly name: string;
  readonly pods: PodSelector;
  readonly ports: readonly number[];
}

/** A policy for each VDB whose Pods are known, and one for all others together. */
const groups = (env: VdbEnvironment): readonly Group[] => {
  const unknown = env.vdbs.filter(({ podLabels }) => podLabels === undefined);
  return [
    ...env.vdbs.flatMap((vdb) =>
      vdb.podLabels === undefined
        ? []
        : [{ name: `${vdb.name}-vdb`, pods: { matchLabels: vdb.podLabels }, ports: [vdb.port] }],
    ),
    ...(unknown.length === 0 || !env.namespace.create
      ? []
      : [{ name: `${env.name}-database`, pods: notOurs, ports: unique(unknown.map(({ port }) => port)) }]),
  ];
};

const ingress = (env: VdbEnvironment, name: string, pods: PodSelector, ports: readonly number[]): Allowed => ({
  name,
  comment:
    'Who may connect to PostgreSQL. The operator may from its own Pods beside it, and from its namespace where network.vdb.operator names that.',
  pods,
  annotations,
  ingress: [
    {
      from: [
        ...env.accessFrom.map(peer),
        ...(env.publicAccess?.sourceRanges ?? []).map(range),
        ...(env.vdbNetwork.operator === undefined ? [] : [peer({ namespace: env.vdbNetwork.operator })]),
        ...(env.namespace.create ? [{ podSelector: notOurs }] : []),
        ...(env.checks.level === 'none' ? [] : [{ podSelector: checkPods(env) }]),
      ],
      ports: tcp(...ports),
    },
  ],
});

const checkPods = (env: VdbEnvironment): PodSelector => ({ matchLabels: selector(env, 'check') });

const unique = <T>(items: readonly T[]): readonly T[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];

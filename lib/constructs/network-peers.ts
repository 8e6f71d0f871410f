import type { DatabaseEnvironment, Peer, Repository } from '../defaults/environment';
import { ownRepository } from './repository';

/** One rule of a NetworkPolicy, either way. */
export type Rule = Readonly<Record<string, unknown>>;

/** Pods, as a policy or a peer selects them. */
export type PodSelector = Readonly<Record<string, unknown>>;

/** What some Pods may do. A list that is undefined says nothing of that way. */
export interface Allowed {
  readonly name: string;
  readonly comment: string;
  readonly pods: PodSelector;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

const namespaceName = 'kubernetes.io/metadata.name';

export const tcp = (...ports: readonly number[]) => ports.map((port) => ({ port, protocol: 'TCP' }));

/** An empty peer is every Pod of the same namespace; Pod labels alone select Pods of the same namespace. */
export const peer = ({ namespace, namespaceLabels, podLabels, cidr }: Peer) => {
  if (cidr !== undefined) return range(cidr);
  const namespaces = namespace === undefined ? namespaceLabels : { [namespaceName]: namespace };
  return {
    ...(namespaces === undefined ? {} : { namespaceSelector: { matchLabels: namespaces } }),
    ...(podLabels === undefined && namespaces !== undefined
      ? {}
      : { podSelector: podLabels === undefined ? {} : { matchLabels: podLabels } }),
  };
};

export const range = (cidr: string) => ({ ipBlock: { cidr } });

/**
 * Ranges of addresses on these ports; without a range any address, of either family. No `to` then, since a range of everything means less:
 * Cilium does not take the API server for an address, and some policy engines know one family only.
 */
export const reaching = (cidrs: readonly string[], ports: readonly number[]): Rule => ({
  ...(cidrs.length === 0 ? {} : { to: cidrs.map(range) }),
  ports: tcp(...ports),
});

/** The way to the S3 services of these repositories, and to the name servers; none where none of them is on S3. */
export const storageEgress = (
  env: DatabaseEnvironment,
  repositories: readonly (Repository | undefined)[],
): readonly Rule[] => {
  const services = repositories.filter(isS3);
  if (services.length === 0) return [];
  const rules = [
    dns,
    ...services.map((service) => storage(env, service)),
    ...(services.some(({ keys }) => keys === undefined) ? [identity] : []),
  ];
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
};

type S3 = Repository & { readonly type: 's3' };

const isS3 = (repository: Repository | undefined): repository is S3 => repository?.type === 's3';

/**
 * A policy knows no host names: Pods of a namespace, else ranges of addresses, else any address. `network.s3` is about the service of our
 * own backups; another one, of a restore from elsewhere, may be anywhere.
 */
const storage = (env: DatabaseEnvironment, { endpoint, port }: S3): Rule => {
  const { namespace, cidrs, podPort = port } = env.s3;
  const own = [ownRepository(env), env.bootstrap?.repository].find(isS3);
  if (own?.endpoint !== endpoint || own.port !== port) return reaching([], [port]);
  if (namespace !== undefined) return { to: [peer({ namespace })], ports: tcp(podPort) };
  return reaching(cidrs, [podPort]);
};

/** Any address, since a node may answer by itself (NodeLocal DNSCache), and a policy cannot name it. */
export const dns: Rule = {
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};

/** Where a workload identity is changed for keys (AWS STS), which has other addresses than S3. */
const identity: Rule = reaching([], [443]);

/** What the database itself reads and writes: its archive, and what it is restored from. */
export const databaseRepositories = (env: DatabaseEnvironment): readonly (Repository | undefined)[] => [
  env.backup.method === 'pgBackRest' ? ownRepository(env) : undefined,
  env.bootstrap?.repository,
];

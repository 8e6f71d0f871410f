import type { Environment, Peer, Repository } from '../defaults/environment';
import { ownRepository } from './repository';

/** One rule of a NetworkPolicy, either way. */
export type Rule = Readonly<Record<string, unknown>>;

const namespaceName = 'kubernetes.io/metadata.name';
const anyAddress = ['0.0.0.0/0', '::/0'];

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

/** The way to the S3 services of these repositories, and to the name servers; none where none of them is on S3. */
export const storageEgress = (env: Environment, repositories: readonly (Repository | undefined)[]): readonly Rule[] => {
  const ports = repositories.flatMap((repository) =>
    repository?.type === 's3' ? [env.s3.podPort ?? repository.port] : [],
  );
  if (ports.length === 0) return [];
  return [dns, { to: storagePeers(env), ports: tcp(...new Set(ports)) }];
};

/** Any address, since a node may answer by itself (NodeLocal DNSCache), and a policy cannot name it. */
export const dns: Rule = {
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};

/** A policy knows no host names: Pods of a namespace, else ranges of addresses, else any address. */
const storagePeers = ({ s3 }: Environment) => {
  if (s3.namespace !== undefined) return [peer({ namespace: s3.namespace })];
  return (s3.cidrs.length === 0 ? anyAddress : s3.cidrs).map(range);
};

/** What the database itself reads and writes: its archive, and what it is restored from. */
export const databaseRepositories = (env: Environment): readonly (Repository | undefined)[] => [
  env.backup.method === 'pgBackRest' ? ownRepository(env) : undefined,
  env.bootstrap?.repository,
];

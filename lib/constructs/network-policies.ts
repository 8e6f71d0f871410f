import { Construct } from 'constructs';
import type { DatabaseEnvironment, Environment } from '../defaults/environment';
import { credentialsTasks } from './credentials-tasks';
import { kubernetesObject } from './kubernetes-object';
import type { LoginEnvironment } from './logins';
import { type Component, environmentSelector, jobComponents, names, selector } from './names';
import {
  type Allowed,
  databaseRepositories,
  dns,
  type PodSelector,
  peer,
  type Rule,
  range,
  reaching,
  storageEgress,
  tcp,
} from './network-peers';
import { vdbEgress, vdbPolicies } from './network-vdbs';
import { serverPort } from './pgbackrest-conf';
import { ownRepository } from './repository';

/** Nothing in, nothing out; then what is needed. In a shared namespace every policy selects our own Pods only. */
export class NetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, env: Environment) {
    super(scope, id);
    const policy = (
      { name, comment, annotations }: Pick<Allowed, 'name' | 'comment' | 'annotations'>,
      spec: Readonly<Record<string, unknown>>,
    ) =>
      kubernetesObject(this, comment, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name, namespace: env.namespace.name, ...(annotations === undefined ? {} : { annotations }) },
        spec,
      });

    const denied = 'Nothing may enter or leave, unless a policy beside this one allows it.';
    policy(
      { name: `${env.name}-default-deny`, comment: denied },
      { podSelector: env.namespace.create ? {} : ownPods(env), policyTypes: ['Ingress', 'Egress'] },
    );
    for (const allowed of table(env)) {
      const { pods, ingress, egress } = allowed;
      policy(allowed, {
        podSelector: pods,
        policyTypes: [...(ingress === undefined ? [] : ['Ingress']), ...(egress === undefined ? [] : ['Egress'])],
        ...(ingress === undefined ? {} : { ingress }),
        ...(egress === undefined ? {} : { egress }),
      });
    }
  }
}

const table = (env: Environment): readonly Allowed[] => [
  ...(env.kind === 'database' ? [database(env), ...credentials(env), ...backups(env)] : []),
  ...(env.kind === 'vdb' ? [...vdbPolicies(env), ...credentials(env)] : []),
  ...checks(env),
];

/** All of ours, and nobody else's. The Pods of a VDB are the operator's, whatever labels it gives them. */
const ownPods = (env: Environment): PodSelector => ({
  matchLabels: environmentSelector(env),
  ...(env.kind === 'vdb'
    ? { matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values: jobComponents }] }
    : {}),
});

const component = (env: Environment, name: Component): PodSelector => ({ matchLabels: selector(env, name) });

const database = (env: DatabaseEnvironment): Allowed => {
  const egress = storageEgress(env, databaseRepositories(env));
  return {
    name: `${env.name}-database`,
    comment: `Who may connect to PostgreSQL. ${
      egress.length === 0
        ? 'The database itself calls nobody.'
        : 'The database itself calls the repository of its backups; a policy knows no host names.'
    }`,
    pods: component(env, 'database'),
    ingress: [
      { from: [...env.accessFrom.map(peer), ...(env.publicAccess?.sourceRanges ?? []).map(range)], ports: tcp(5432) },
      ...(env.backup.method === 'none'
        ? []
        : [{ from: [peer({ podLabels: selector(env, 'backup') })], ports: tcp(...backupPorts(env)) }]),
      ...(env.checks.level === 'none'
        ? []
        : [{ from: [peer({ podLabels: selector(env, 'check') })], ports: tcp(5432) }]),
    ],
    ...(egress.length === 0 ? {} : { egress }),
  };
};

/** PostgreSQL, and the backup server where there is one. */
const backupPorts = ({ backup }: DatabaseEnvironment): readonly number[] =>
  backup.method === 'pgBackRest' ? [5432, serverPort] : [5432];

const credentials = (env: LoginEnvironment): readonly Allowed[] => {
  const tasks = credentialsTasks(env);
  if (tasks.length === 0) return [];
  const { cidrs, ports } = env.apiServer;
  return [
    {
      name: names.credentials(env),
      comment: `The Job that generates ${tasks.map(({ makes }) => makes).join(' and ')} talks to the Kubernetes API server, by address: a policy knows no host names.`,
      pods: component(env, 'credentials'),
      egress: [reaching(cidrs, ports)],
    },
  ];
};

const backups = (env: DatabaseEnvironment): readonly Allowed[] => {
  const { backup } = env;
  if (backup.method === 'none') return [];
  const storage = storageEgress(env, [ownRepository(env)]);
  const toDatabase = { to: [peer({ podLabels: selector(env, 'database') })], ports: tcp(...backupPorts(env)) };
  return [
    {
      name: names.backup(env),
      comment: 'The Jobs of backups reach the database and the repository, and nothing else. Nobody reaches them.',
      pods: component(env, 'backup'),
      egress: [...(storage.length === 0 ? [dns] : storage), toDatabase],
    },
    ...(backup.method === 'pgBackRest' && backup.drill !== undefined && storage.length > 0
      ? [
          {
            name: names.drill(env),
            comment: 'A drill reaches the repository, and nothing else. Nobody reaches it.',
            pods: component(env, 'drill'),
            egress: storage,
          },
        ]
      : []),
  ];
};

const checks = (env: Environment): readonly Allowed[] => {
  if (env.checks.level === 'none') return [];
  const { cidrs, ports } = env.apiServer;
  return [
    {
      name: names.check(env),
      comment: `A check reaches PostgreSQL${
        env.kind === 'external' ? ', by address: a policy knows no host names' : ''
      }; its report reaches the Kubernetes API server. Nobody reaches them.`,
      pods: component(env, 'check'),
      egress: [dns, ...judged(env), reaching(cidrs, ports)],
    },
  ];
};

/** The way of a check to what it judges. */
const judged = (env: Environment): readonly Rule[] => {
  if (env.kind === 'external') return [reaching(env.external.cidrs, [env.external.port])];
  if (env.kind === 'vdb') return vdbEgress(env);
  return [{ to: [peer({ podLabels: selector(env, 'database') })], ports: tcp(5432) }];
};

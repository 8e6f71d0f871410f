import { createHash } from 'node:crypto';
import type { k8s } from 'cdk8s-plus-28';
import type { DatabaseEnvironment, Probe } from '../defaults/environment';
import { databaseMounts, databaseVolumes } from './database-volumes';
import type { Plain } from './kubernetes-object';
import { prefix } from './names';
import { serverPort } from './pgbackrest-conf';
import { placement } from './placement';
import { containerSecurityContext, podSecurityContext } from './security';
import { pgbackrestVariables, variables } from './variables';

/** What the agent needs: a shell and one psql at a time. */
const agentResources = {
  requests: { cpu: '10m', memory: '32Mi', 'ephemeral-storage': '16Mi' },
  limits: { memory: '128Mi', 'ephemeral-storage': '64Mi' },
};

/** What the server of pgBackRest needs: it reads the data for backups, one process for each of theirs. */
const backupServerResources = {
  requests: { cpu: '10m', memory: '32Mi', 'ephemeral-storage': '16Mi' },
  limits: { memory: '256Mi', 'ephemeral-storage': '64Mi' },
};

/** Logs of the container and small files; the data has volumes of its own. */
const scratch = { requests: '64Mi', limits: '2Gi' };

/** A server that answers nobody will not shut down in order either: after this it is killed and recovers, in seconds. */
const hungServerSeconds = 60;

export const databasePodSpec = (env: DatabaseEnvironment): Plain<k8s.PodSpec> => {
  const container = (name: string, script: string): Plain<k8s.Container> => ({
    name,
    image: env.images.postgres,
    imagePullPolicy: env.imagePullPolicy,
    command: ['bash', `/pgfleet/scripts/${script}`],
    env: environmentVariables(env),
    securityContext: containerSecurityContext,
    volumeMounts: databaseMounts(env),
  });
  const { affinity, priorityClassName } = env.scheduling;
  return {
    serviceAccountName: env.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurityContext,
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: env.database.shutdownSeconds,
    ...placement(env),
    ...(Object.keys(affinity).length === 0 ? {} : { affinity }),
    ...(priorityClassName === '' ? {} : { priorityClassName }),
    initContainers: [{ ...container('initdb', 'init.sh'), resources: databaseResources(env) }],
    containers: [
      {
        ...container('postgres', 'start.sh'),
        ports: [{ name: 'postgresql', containerPort: 5432, protocol: 'TCP' }],
        startupProbe: probe(['bash', '/pgfleet/scripts/alive.sh'], env.database.probes.startup),
        livenessProbe: {
          ...probe(['bash', '/pgfleet/scripts/alive.sh'], env.database.probes.liveness),
          terminationGracePeriodSeconds: hungServerSeconds,
        },
        readinessProbe: probe(['pg_isready', '--quiet'], env.database.probes.readiness),
        resources: databaseResources(env),
      },
      { ...container('agent', 'agent.sh'), resources: agentResources },
      // No probe: a backup server that does not answer must not take the database out of its Service.
      ...(env.backup.method === 'pgBackRest'
        ? [
            {
              ...container('pgbackrest', 'pgbackrest-server.sh'),
              ports: [{ name: 'pgbackrest', containerPort: serverPort, protocol: 'TCP' }],
              resources: backupServerResources,
            },
          ]
        : []),
    ],
    volumes: databaseVolumes(env),
  };
};

/**
 * Only settings that PostgreSQL reads at start are part of the Pod template, so only they restart it; the agent reloads the rest.
 */
export const restartAnnotations = (env: DatabaseEnvironment): Record<string, string> => {
  const settings = env.database.settings
    .filter((setting) => setting.apply === 'restart')
    .map(({ name, value }) => [name, value])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
  return { [`${prefix}/restart-settings`]: hash };
};

const environmentVariables = (env: DatabaseEnvironment): Plain<k8s.EnvVar>[] => {
  const { version, generation, name, owner, storage } = env.database;
  return variables({
    PGDATA: '/pgdata/data',
    PGHOST: '/var/run/postgresql',
    PGFLEET_ENVIRONMENT: env.id,
    PGFLEET_GENERATION: String(generation),
    PGFLEET_MAJOR: version,
    PGFLEET_DATABASE: name,
    PGFLEET_OWNER: owner,
    // Unless the file data-checksums says otherwise: a change of it must not restart a database.
    PGFLEET_CHECKSUMS: 'on',
    PGFLEET_WAL_DIRECTORY: storage.walSize === undefined ? '' : '/pgwal/pg_wal',
    ...(env.backup.method === 'pgBackRest' ? pgbackrestVariables(env.backup, 'pgbackrest.conf') : {}),
  });
};

const databaseResources = (env: DatabaseEnvironment): Plain<k8s.ResourceRequirements> => {
  const { requests, limits, storage } = env.database;
  const data = storage.ephemeral ? storage.sizeBytes : 0;
  return {
    requests: {
      cpu: requests.cpu,
      memory: requests.memory,
      'ephemeral-storage': storage.ephemeral ? storage.size : scratch.requests,
    },
    limits: {
      ...(limits.cpu === undefined ? {} : { cpu: limits.cpu }),
      memory: limits.memory,
      'ephemeral-storage': data === 0 ? scratch.limits : String(data + 2 * 1024 ** 3),
    },
  };
};

const probe = (command: string[], timing: Probe): Plain<k8s.Probe> => ({
  exec: { command },
  successThreshold: 1,
  ...timing,
});

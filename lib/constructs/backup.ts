import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import type { DatabaseEnvironment, PgBackRestBackup, PgDumpBackup, Repository } from '../defaults/environment';
import { firstLook, initialWork, scheduledWork } from './backup-jobs';
import { claim } from './claims';
import { cronJobSpec, jobSpec, type Work } from './job';
import { kubernetesObject } from './kubernetes-object';
import { names } from './names';
import { clientConf, dumpConf, pgbackrestConf, repositoryText } from './pgbackrest-conf';
import { needs, ownRepository, repositoryFiles, repositoryWords } from './repository';
import { scripts } from './scripts';
import { serviceAccount } from './service-account';

/** Backups: where they go, who makes them and when, and what proves them. */
export class Backup extends Construct {
  constructor(scope: Construct, id: string, env: DatabaseEnvironment) {
    super(scope, id);
    const { backup } = env;
    const repository = ownRepository(env);
    if (backup.method === 'none' || repository === undefined) return;
    const metadata = { name: names.backup(env), namespace: env.namespace.name };

    serviceAccount(this, env, metadata.name, 'Of the Jobs of backups: no rights, no token.');
    kubernetesObject(this, 'Where backups go and how they are made. A change restarts nothing.', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: files(env, backup, repository),
    });
    this.authority(env, repository);
    this.volume(env, repository);
    if (backup.method === 'pgBackRest' && !env.suspended) this.initial(env, backup);
    for (const { name, comment, schedule, work } of scheduledWork(env))
      kubernetesObject(this, comment, {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { ...metadata, name },
        spec: cronJobSpec(env, { schedule, timeZone: backup.timeZone }, work),
      });
  }

  private initial(env: DatabaseEnvironment, backup: PgBackRestBackup): void {
    const prefix = `${names.backup(env)}-initial`;
    const comment =
      'The first backup, unless there is one. Its name changes with its content and its repository, so that it can be applied again.';
    this.once(env, prefix, comment, initialWork(env, backup), [
      repositoryText(env),
      authorityText(env),
      scripts()['backup.sh'],
    ]);
  }

  /** No TTL: one that is gone would be made anew by Argo CD. */
  private once(env: DatabaseEnvironment, prefix: string, comment: string, work: Work, about: readonly unknown[]): void {
    const spec = jobSpec(env, work);
    const hash = createHash('sha256')
      .update(JSON.stringify([spec, ...about]))
      .digest('hex')
      .slice(0, 8);
    kubernetesObject(this, comment, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: `${prefix}-${hash}`, namespace: env.namespace.name },
      spec,
    });
  }

  /** The authority of the repository, where it is not an object of the user's. */
  private authority(env: DatabaseEnvironment, repository: Repository): void {
    const ca = repository.type === 's3' ? repository.ca : undefined;
    const metadata = { name: names.repositoryCa(env), namespace: env.namespace.name };
    if (ca?.from === 'file')
      kubernetesObject(this, `The authority of the repository, from ${ca.file}.`, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata,
        data: { 'ca.crt': ca.pem },
      });
    if (ca?.from !== 'externalSecret') return;
    const { key, property } = ca.remote;
    kubernetesObject(this, 'The authority of the repository, by External Secrets, also from another namespace.', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata,
      spec: {
        refreshInterval: '1h',
        secretStoreRef: ca.store,
        // Orphan: backups must not stop because this object is gone for a moment.
        target: { name: metadata.name, creationPolicy: 'Orphan', deletionPolicy: 'Retain' },
        data: [{ secretKey: 'ca.crt', remoteRef: { key, ...(property === undefined ? {} : { property }) } }],
      },
    });
  }

  private volume(env: DatabaseEnvironment, repository: Repository): void {
    if (repository.type !== 'volume') return;
    claim(this, env, {
      name: names.repositoryClaim(env),
      comment: 'The backups, on a volume of their own in the same cluster: they do not survive its loss.',
      size: repository.size,
      storageClass: repository.storageClass,
    });
    const { backup } = env;
    if (backup.method !== 'pgDump' || env.suspended) return;
    const comment =
      'Opens the volume of the dumps once: many classes make one no earlier, and Argo CD calls a claim that waits "progressing". Its name changes with its content.';
    this.once(env, names.repositoryClaim(env), comment, firstLook(env, backup), []);
  }
}

/** Mounted as /pgfleet/backup. */
const files = (
  env: DatabaseEnvironment,
  backup: PgBackRestBackup | PgDumpBackup,
  repository: Repository,
): Record<string, string> => {
  const shared = { needs: needs(repositoryFiles(env)), repository: `${repositoryWords(env, repository)}\n` };
  if (backup.method === 'pgDump') return { 'pgbackrest.conf': dumpConf(backup), ...shared };
  const query = backup.drill?.query;
  return {
    'pgbackrest.conf': pgbackrestConf(env, backup),
    'client.conf': clientConf(env, backup),
    ...shared,
    stanza: `${backup.stanza}\n`,
    // Files, to the byte: no text of a value becomes a word of a command.
    ...(query === undefined ? {} : { 'drill.sql': query.sql, 'drill-equals': query.equals }),
  };
};

const authorityText = (env: DatabaseEnvironment): string => {
  const repository = ownRepository(env);
  return repository?.type === 's3' && repository.ca?.from === 'file' ? repository.ca.pem : '';
};

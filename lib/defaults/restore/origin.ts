import { didYouMean } from '../../config/suggest';
import { repositoryPath, resolveBackup } from '../backup';
import type { Backup, Bootstrap, DatabaseEnvironment, Repository } from '../environment';
import { type Findings, type Layers, type Path, startFindings } from '../findings';

/** Other environments that values.yaml may name. */
export interface Sources {
  /** Names of all that exist. */
  readonly ids: readonly string[];
  /** undefined: it cannot be read, and says so itself. */
  of(id: string): { readonly layers: Layers; readonly files: ReadonlyMap<string, Buffer> } | undefined;
}

/** The environment that is restored, as far as it is resolved. */
export interface Restored extends Pick<DatabaseEnvironment, 'id' | 'name' | 'cluster' | 'backup'> {
  readonly database: Pick<DatabaseEnvironment['database'], 'generation' | 'version'>;
  readonly files: ReadonlyMap<string, Buffer>;
}

/** What is known of the backups that are restored. */
export type Origin = Pick<Bootstrap, 'source' | 'repository' | 'keys'> & { readonly stanza: string | undefined };

export const at = (...keys: readonly string[]): Path => ['bootstrap', ...keys];

const words = (id: string, generation: number): string => `environment ${id}, generation ${generation}`;

/** An older generation of the environment itself. */
export const ownOrigin = (findings: Findings, written: number | undefined, env: Restored): Origin | undefined => {
  const generation = written ?? env.database.generation - 1;
  if (generation < 1 || generation >= env.database.generation) {
    findings.add(
      'invalid-value',
      at(written === undefined ? 'environment' : 'generation'),
      `bootstrap restores generation ${Math.max(1, generation)} of this environment, whose database.generation is ${env.database.generation}: raise database.generation, so that the restore gets claims of its own`,
    );
    return undefined;
  }
  const repository = repositoryOf(findings, env.backup, env.id, env.cluster, generation);
  if (repository === undefined) return undefined;
  return { source: words(env.id, generation), repository, keys: 'own', stanza: stanzaOf(env.backup) };
};

const elsewhere = {
  vdb: 'a VDB, which Delphix makes',
  external: 'a server that somebody else runs',
} as const;

/** Another environment: only what its backups are called is read, and nothing of what it was itself made from. */
export const otherOrigin = (
  findings: Findings,
  id: string,
  written: number | undefined,
  env: Restored,
  sources: Sources,
): Origin | undefined => {
  const refuse = (code: 'invalid-value' | 'image', key: string, message: string): undefined => {
    findings.add(code, at(key), message);
    return undefined;
  };
  const source = sources.of(id);
  const other = source === undefined ? undefined : startFindings(source.layers);
  if (source === undefined || other === undefined)
    return refuse('invalid-value', 'environment', `${id} has mistakes of its own: see pgfleet validate ${id}`);
  if (other.kind !== 'database')
    return refuse('invalid-value', 'environment', `${id} is ${elsewhere[other.kind]}: it has no backups here`);
  const { database, cluster = '' } = other.values;
  const present = database?.generation ?? 1;
  const generation = written ?? present;
  const backup = resolveBackup(other, {
    id,
    cluster,
    database: { generation, cpuRequestMillicores: 0, storage: { ephemeral: false } },
    files: source.files,
  });
  if (generation > present)
    return refuse('invalid-value', 'generation', `${id} has database.generation ${present}, and no ${generation} yet`);
  // What a past generation ran is known to its backups only.
  const [from, to] = [database?.version ?? '', env.database.version];
  if (generation === present && from !== '' && to !== '' && from !== to)
    return refuse(
      'image',
      'environment',
      `${id} runs PostgreSQL ${from}, and this environment PostgreSQL ${to}: a backup is restored by the same major version only`,
    );
  if (other.diagnostics.length > 0)
    return refuse('invalid-value', 'environment', `${id} has mistakes of its own: see pgfleet validate ${id}`);
  const repository = repositoryOf(findings, backup, id, cluster, generation);
  if (repository === undefined) return undefined;
  if (repository.type === 'volume')
    return refuse(
      'invalid-value',
      'environment',
      `the backups of ${id} are on a volume, which only ${id} itself can reach: give it a repository of type s3`,
    );
  return {
    source: words(id, generation),
    repository,
    keys: keysOf(env.backup, repository),
    stanza: stanzaOf(backup),
  };
};

/** The directory is gone, and its backups may well be there still: where all environments keep theirs. */
export const goneOrigin = (
  findings: Findings,
  id: string,
  generation: number,
  env: Restored,
  { ids }: Sources,
): Origin => {
  const own = env.backup.method === 'pgBackRest' ? env.backup.repositories[0] : undefined;
  const repository =
    own === undefined || own.type === 'volume'
      ? undefined
      : { ...own, path: repositoryPath(env.cluster, id, generation) };
  findings.notice(
    at('environment'),
    `there is no environment "${id}"${didYouMean(id, ids) || '.'} ${
      repository === undefined
        ? 'Without a repository of its own this one cannot be restored: it will not start on an empty volume'
        : `A restore would look for its backups at ${repository.path} of this environment's own repository`
    }`,
  );
  return { source: words(id, generation), repository, keys: 'own', stanza: stanzaOf(env.backup) };
};

const repositoryOf = (
  findings: Findings,
  backup: Backup,
  id: string,
  cluster: string,
  generation: number,
): Repository | undefined => {
  const first = backup.method === 'pgBackRest' ? backup.repositories[0] : undefined;
  if (first === undefined)
    findings.add(
      'invalid-value',
      at('environment'),
      `${id} has no backups of pgBackRest to restore: its backup.method is ${backup.method}`,
    );
  return first === undefined ? undefined : { ...first, path: repositoryPath(cluster, id, generation) };
};

const stanzaOf = (backup: Backup): string | undefined => (backup.method === 'pgBackRest' ? backup.stanza : undefined);

/** Whether the keys, the authority and the passphrase that the environment has for its own backups open this repository as well. */
export const keysOf = (backup: Backup, repository: Repository): Bootstrap['keys'] => {
  const own = backup.method === 'pgBackRest' ? backup.repositories[0] : undefined;
  return own !== undefined && secretsOf(own) === secretsOf(repository) ? 'own' : 'given';
};

const secretsOf = (repository: Repository): string => {
  const { secret, key } = repository.cipher ?? {};
  const { keys, ca } = repository.type === 's3' ? repository : { keys: undefined, ca: undefined };
  return JSON.stringify([repository.type, keys, ca?.from === 'file' ? ca.pem : ca, secret, key]);
};

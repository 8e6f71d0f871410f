import type { k8s } from 'cdk8s-plus-28';
import type { Backup } from '../defaults/environment';
import type { Plain } from './kubernetes-object';

/** Environment variables of a container. An empty one is left out: the API server drops it, and every apply would see a difference. */
export const variables = (values: Readonly<Record<string, string>>): Plain<k8s.EnvVar>[] =>
  Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ name, value: literal(value) }));

/** Kubernetes expands `$(NAME)` in values of environment variables; a doubled dollar stands for itself. */
const literal = (value: string): string => value.replaceAll('$', '$$$$');

/** With these `pgbackrest info` works without options. Keys are not among them: a variable changes only with a restart. */
export const pgbackrestVariables = (backup: Backup, file: 'pgbackrest.conf' | 'client.conf'): Record<string, string> =>
  backup.method === 'none'
    ? {}
    : {
        PGBACKREST_CONFIG: `/pgfleet/backup/${file}`,
        PGBACKREST_CONFIG_INCLUDE_PATH: '/run/pgbackrest',
        ...(backup.method === 'pgBackRest' ? { PGBACKREST_STANZA: backup.stanza } : {}),
      };

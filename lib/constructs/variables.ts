import type { k8s } from 'cdk8s-plus-28';
import type { Backup } from '../defaults/environment';
import type { Plain } from './kubernetes-object';

/** Of environment variables by name: a text, or where Kubernetes finds it. */
export type Variables = Readonly<Record<string, string | Plain<k8s.EnvVarSource>>>;

/** Environment variables of a container. An empty one is left out: the API server drops it, and every apply would see a difference. */
export const variables = (values: Variables): Plain<k8s.EnvVar>[] =>
  Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => (typeof value === 'string' ? { name, value: literal(value) } : { name, valueFrom: value }));

/** A field of the Pod itself. */
export const podField = (fieldPath: string): Plain<k8s.EnvVarSource> => ({ fieldRef: { apiVersion: 'v1', fieldPath } });

/** Optional: else a missing Secret is a Pod that waits until the deadline, and nobody reads why. */
export const secretKey = (name: string, key: string): Plain<k8s.EnvVarSource> => ({
  secretKeyRef: { name, key, optional: true },
});

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

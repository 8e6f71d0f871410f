import { ourImage } from './checkout';
import { applyObjects, kubectl } from './kubectl';

/** The few fields of a PostgresVDB that the stand-in and tests look at. */
export interface PostgresVdb {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly generation: number;
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly enabled?: boolean;
    readonly port?: number;
    readonly database: { readonly name: string; readonly user: string; readonly passwordSecretRef?: string };
  };
  readonly status?: {
    readonly phase?: string;
    readonly observedGeneration?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
  };
}

/** Labels of the Pod that the stand-in makes. Those of the real operator are published nowhere. */
export const vdbPodLabels = (vdb: string): Readonly<Record<string, string>> => ({ 'delphix.example/vdb': vdb });

/** Name of that Pod; its Service is called as the VDB. */
export const vdbServerName = (vdb: string): string => `${vdb}-server`;

/** Values reach it as variables and a file; the user of the VDB is the superuser of its server. */
const start = `set -eu
[ -s "$PGDATA/PG_VERSION" ] || initdb -U "$PGUSER" --pwfile=/password/password --auth-local=trust --auth-host=scram-sha-256 --data-checksums
echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
pg_ctl -w start -o "-k $PGHOST -p $PGPORT -c listen_addresses=''"
createdb -- "$VDB_DATABASE" || [ "$VDB_DATABASE" = postgres ]
pg_ctl -w stop
exec postgres -k "$PGHOST" -p "$PGPORT" -c listen_addresses='*'
`;

/** A real PostgreSQL with the name, role, password and port of the VDB, without data, for as long as its Pod lives. */
export const makeVdbServer = async ({ metadata: { name, namespace }, spec }: PostgresVdb): Promise<void> => {
  const { database, port = 5432 } = spec;
  const labels = vdbPodLabels(name);
  const variables = {
    PGDATA: '/data/pgdata',
    PGHOST: '/tmp',
    PGPORT: `${port}`,
    PGUSER: database.user,
    VDB_DATABASE: database.name,
  };
  await applyObjects(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels },
      spec: { selector: labels, ports: [{ name: 'postgresql', port, targetPort: port }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: vdbServerName(name), namespace, labels },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 5,
        securityContext: {
          ...{ runAsNonRoot: true, runAsUser: 999, runAsGroup: 999, fsGroup: 999 },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            name: 'postgres',
            image: ourImage(),
            imagePullPolicy: 'IfNotPresent',
            command: ['bash', '-c', start],
            env: Object.entries(variables).map(([variable, value]) => ({ name: variable, value })),
            readinessProbe: {
              exec: { command: ['pg_isready', '-h', '127.0.0.1', '-p', `${port}`] },
              periodSeconds: 1,
              timeoutSeconds: 3,
            },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            resources: { requests: { cpu: '5m', memory: '32Mi' }, limits: { memory: '256Mi' } },
            volumeMounts: [
              { name: 'data', mountPath: '/data' },
              { name: 'password', mountPath: '/password' },
            ],
          },
        ],
        volumes: [
          { name: 'data', emptyDir: { sizeLimit: '256Mi' } },
          { name: 'password', secret: { secretName: database.passwordSecretRef, defaultMode: 0o440 } },
        ],
      },
    },
  );
};

export const removeVdbServer = async ({ metadata: { name, namespace } }: PostgresVdb): Promise<void> => {
  await kubectl(['delete', `pod/${vdbServerName(name)}`, `service/${name}`, '-n', namespace, '--ignore-not-found']);
};

import { z } from 'zod';
import { bytes, cpu, dnsLabel, dnsSubdomain, imageReference, labels, postgresqlName } from '../scalars';
import { credentials } from './credentials';
import { hook } from './vdb-hooks';

/**
 * A virtual database of Delphix: custom resource PostgresVDB, core.delphix.com/v1alpha1. Source of fields and ranges: help.delphix.com,
 * "Kubernetes Custom Resource Definition parameters"; mountPath, OwnershipSpec, errorBackoffPeriod, hooks: DCSTOLF/postgresvdb-environments.
 */

const source = z.strictObject({
  type: z
    .enum(['dct-source', 'pvc-clone', 'k8s-snapshot', 'pvc-adopt'])
    .optional()
    .meta({
      description:
        'dct-source: a source of Delphix. pvc-clone, k8s-snapshot: a copy of a claim or of a VolumeSnapshot. pvc-adopt: the claim itself, which the VDB takes over.',
      examples: ['dct-source'],
    }),
  reference: z
    .string()
    .max(253)
    .regex(/^\S(.*\S)?$/, 'must be a name without spaces around it')
    .optional()
    .meta({ description: 'Name of the source, the claim or the snapshot.', examples: ['10.0.1.54:largedb'] }),
  namespace: dnsLabel.optional().meta({
    description: 'pvc-clone, k8s-snapshot: namespace of the claim or snapshot. Absent: that of the VDB.',
    examples: ['postgres-production'],
  }),
});

const database = z.strictObject({
  name: postgresqlName
    .optional()
    .meta({ description: 'Database that applications connect to.', unit: 'at most 63 bytes', examples: ['shop'] }),
  user: postgresqlName
    .optional()
    .meta({ description: 'Role that gets the password.', unit: 'at most 63 bytes', examples: ['postgres'] }),
  passwordSecretRef: dnsSubdomain.optional().meta({
    description: 'Secret that you made, with the key password: short for credentials, source existing.',
    examples: ['shop-vdb'],
  }),
});

const amounts = z.strictObject({
  cpu: cpu.optional().meta({ description: 'CPU of the VDB.', unit: 'cores', examples: ['500m'] }),
  memory: bytes.optional().meta({ description: 'Memory of the VDB.', unit: 'bytes', examples: ['1Gi'] }),
});

/** Kinds of the group actions.delphix.com. */
const actionKinds = [
  'VDBSnapshot',
  'VDBRefresh',
  'VDBRewind',
  'Task',
  'PostgresSnapshot',
  'PostgresRefresh',
  'PostgresRewind',
  'PostgresTask',
] as const;

const action = z.strictObject({
  kind: z
    .enum(actionKinds)
    .meta({ description: 'What is done. Refresh and rewind discard data.', examples: ['VDBSnapshot'] }),
  spec: z
    .record(z.string(), z.unknown())
    .meta({ description: 'The spec of that kind, as the vendor documents it: passed on as written.', examples: [{}] }),
});

/** The operator makes a Service of that name, which is an RFC 1035 label. */
export const vdbName = z
  .string()
  .regex(
    /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/,
    'must be 1 to 40 lower-case letters, digits or "-", begin with a letter and end with a letter or digit',
  );

export const vdb = z.strictObject({
  source: source.optional().meta({
    description: 'What the data is made from.',
    examples: [{ type: 'dct-source', reference: '10.0.1.54:largedb' }],
  }),
  database: database
    .optional()
    .meta({ description: 'Database and role.', examples: [{ name: 'shop', user: 'postgres' }] }),
  credentials: credentials.optional().meta({
    description: 'The password of this VDB, where it is not that of credentials at the top.',
    examples: [{ source: 'existing', secret: 'shop-vdb' }],
  }),
  enabled: z
    .boolean()
    .optional()
    .meta({ description: 'false: the operator scales it to zero and keeps the data.', examples: [true] }),
  mode: z
    .enum(['Primary', 'Standby'])
    .optional()
    .meta({ description: 'Standby is read-only.', examples: ['Primary'] }),
  port: z
    .int()
    .min(1024)
    .max(49_151)
    .optional()
    .meta({ description: 'Port of PostgreSQL.', examples: [5432] }),
  image: imageReference
    .optional()
    .meta({ description: 'Image of PostgreSQL. Absent: that of the operator.', examples: ['postgres:16.9'] }),
  mountPath: z
    .string()
    .max(253)
    .regex(/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/, 'must be an absolute path like /mnt/postgres')
    .optional()
    .meta({ description: 'Where the data is mounted.', examples: ['/mnt/postgres'] }),
  ownershipSpec: z
    .string()
    .regex(/^[1-9][0-9]{0,8}:[1-9][0-9]{0,8}$/, 'must be a user and a group like 999:999, and not root')
    .optional()
    .meta({ description: 'User and group that own the data: the field OwnershipSpec.', examples: ['999:999'] }),
  errorBackoffPeriod: z
    .string()
    .regex(/^([1-9][0-9]{0,5}(s|m|h))+$/, 'must be a time like 5m')
    .optional()
    .meta({ description: 'How long the operator waits after an error.', examples: ['5m'] }),
  resources: z
    .strictObject({
      requests: amounts
        .optional()
        .meta({ description: 'What the scheduler reserves.', examples: [{ cpu: '500m', memory: '1Gi' }] }),
      limits: amounts.optional().meta({ description: 'What may not be exceeded.', examples: [{ memory: '1Gi' }] }),
    })
    .optional()
    .meta({
      description: 'CPU and memory.',
      examples: [{ requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } }],
    }),
  postgresConfig: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$/, 'must be the name of a PostgreSQL parameter'),
      z.union([z.string().max(4096), z.number(), z.boolean()]),
    )
    .optional()
    .meta({
      description: 'Settings of PostgreSQL. The rest is that of the source and of the operator.',
      examples: [{ max_connections: 50 }],
    }),
  hooks: z
    .array(hook)
    .max(100)
    .optional()
    .meta({
      description: 'What the operator runs before and after it makes, refreshes or deletes the VDB.',
      examples: [[{ name: 'init-schema', stage: 'post-create', sql: 'init-schema.sql' }]],
    }),
  actions: z
    .record(dnsLabel, action)
    .optional()
    .meta({
      description: 'What is done once, by an id of your own. An id is used once.',
      examples: [{ 'before-release-7': { kind: 'VDBSnapshot', spec: {} } }],
    }),
  podLabels: labels.optional().meta({
    description:
      'Labels that the operator gives the Pods of this VDB, for access.public and for policies. They are nowhere documented: kubectl get pods --show-labels.',
    examples: [{ app: 'shop-vdb' }],
  }),
});

import { z } from 'zod';
import { majors } from '../majors';
import { bytes, cpu, postgresqlName, seconds } from '../scalars';

const storage = z.strictObject({
  size: bytes.optional().meta({
    description:
      'Size of the data volume. It can be raised by a merge where the StorageClass allows it, and never lowered.',
    unit: 'bytes',
    examples: ['20Gi'],
  }),
  storageClass: z
    .string()
    .min(1, 'must not be empty: leave the key out to use the default StorageClass of the cluster')
    .optional()
    .meta({
      description: 'StorageClass of the claims. Absent: the default of the cluster. Fixed for the life of a claim.',
      examples: ['fast'],
    }),
  walSize: bytes.optional().meta({
    description: 'Size of a volume of its own for the write-ahead log. Absent: the log lives on the data volume.',
    unit: 'bytes',
    examples: ['5Gi'],
  }),
  ephemeral: z
    .boolean()
    .optional()
    .meta({
      description: 'true: the data lives in an emptyDir and is gone with the Pod. For throw-away environments only.',
      examples: [true],
    }),
});

const resourceAmounts = z.strictObject({
  cpu: cpu.optional().meta({ description: 'CPU of the PostgreSQL container.', unit: 'cores', examples: ['500m'] }),
  memory: bytes
    .optional()
    .meta({ description: 'Memory of the PostgreSQL container.', unit: 'bytes', examples: ['1Gi'] }),
});

const probe = z.strictObject({
  periodSeconds: seconds.optional().meta({ description: 'Time between two probes.', unit: 'seconds', examples: [10] }),
  timeoutSeconds: seconds
    .optional()
    .meta({ description: 'Time after which a probe counts as failed.', unit: 'seconds', examples: [5] }),
  failureThreshold: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'Failures in a row after which Kubernetes acts.', unit: 'probes', examples: [6] }),
});

export const database = z.strictObject({
  engine: z
    .enum(['StatefulSet'])
    .optional()
    .meta({ description: 'What runs the database.', examples: ['StatefulSet'] }),
  version: z
    .enum(majors, { error: `must be a supported major version in quotes: ${majors.map((m) => `"${m}"`).join(', ')}` })
    .optional()
    .meta({ description: 'Major version of PostgreSQL. Fixed for the life of the data.', examples: ['17'] }),
  name: postgresqlName
    .optional()
    .meta({ description: 'Name of the database.', unit: 'at most 63 bytes', examples: ['orders'] }),
  owner: postgresqlName.optional().meta({
    description: 'Role that owns the database and that applications log in as.',
    unit: 'at most 63 bytes',
    examples: ['orders'],
  }),
  dataChecksums: z
    .boolean()
    .optional()
    .meta({ description: 'Checksums of data pages. Decided when the data is created.', examples: [true] }),
  enableChecksums: z
    .literal(true)
    .optional()
    .meta({
      description:
        'Data that was made without checksums gets them at the next start of the Pod, which takes as long as reading and writing it all. docs/checksums.md says how.',
      examples: [true],
    }),
  instances: z
    .literal(1)
    .optional()
    .meta({ description: 'Number of PostgreSQL servers.', examples: [1] }),
  generation: z
    .int()
    .min(1)
    .max(9999)
    .optional()
    .meta({
      description: 'Part of the names of the claims. Raising it starts beside the old data, on new, empty claims.',
      examples: [1],
    }),
  storage: storage.optional().meta({ description: 'Volumes.', examples: [{ size: '20Gi' }] }),
  resources: z
    .strictObject({
      requests: resourceAmounts.optional().meta({
        description: 'What the scheduler reserves. PostgreSQL is tuned for the memory requested.',
        examples: [{ cpu: '500m', memory: '1Gi' }],
      }),
      limits: resourceAmounts
        .optional()
        .meta({ description: 'What may not be exceeded.', examples: [{ memory: '1Gi' }] }),
    })
    .optional()
    .meta({
      description: 'CPU and memory of the PostgreSQL container.',
      examples: [{ requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } }],
    }),
  parameters: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$/, 'must be the name of a PostgreSQL parameter'),
      z.union([z.string(), z.number(), z.boolean()]),
    )
    .optional()
    .meta({
      description: 'Settings of postgresql.conf. What is not named here is derived from memory, CPU and storage.',
      examples: [{ work_mem: '16MB' }],
    }),
  extensions: z
    .array(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be the name of an extension'))
    .optional()
    .meta({ description: 'Extensions to create in the database.', examples: [['pg_stat_statements']] }),
  initSql: z
    .array(z.string().min(1))
    .optional()
    .meta({
      description: 'SQL files beside values.yaml, run once, in this order, as the owner, when the data is created.',
      examples: [['schema.sql']],
    }),
  probes: z
    .strictObject({
      startup: probe.optional().meta({
        description: 'Until PostgreSQL answers; crash recovery counts as alive.',
        examples: [{ failureThreshold: 360 }],
      }),
      liveness: probe.optional().meta({
        description: 'Kubernetes restarts the container when this fails.',
        examples: [{ failureThreshold: 6 }],
      }),
      readiness: probe
        .optional()
        .meta({ description: 'The Service sends no client while this fails.', examples: [{ failureThreshold: 6 }] }),
    })
    .optional()
    .meta({ description: 'Timing of the probes.', examples: [{ liveness: { failureThreshold: 12 } }] }),
  shutdownSeconds: seconds.optional().meta({
    description: 'Longest time a fast shutdown may take before the Pod is killed.',
    unit: 'seconds',
    examples: [1800],
  }),
});

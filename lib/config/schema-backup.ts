import { z } from 'zod';
import { bytes, dataKey, dnsLabel, dnsSubdomain, port, seconds } from './scalars';

/** Five fields of cron, or H and H(a-b), which the name of the environment decides. Judged in lib/defaults/schedules.ts. */
const schedule = z.string().min(1).max(100);

const secretEntry = z.strictObject({
  secret: dnsSubdomain.meta({ description: 'Name of the Secret.', examples: ['minio-ca'] }),
  key: dataKey.meta({ description: 'Key of the Secret.', examples: ['tls.crt'] }),
});

const ca = z.union([
  secretEntry,
  z.strictObject({
    configMap: dnsSubdomain.meta({ description: 'Name of the ConfigMap.', examples: ['minio-ca'] }),
    key: dataKey.meta({ description: 'Key of the ConfigMap.', examples: ['ca.crt'] }),
  }),
  z.strictObject({
    file: z
      .string()
      .min(1)
      .meta({ description: 'PEM file beside values.yaml.', examples: ['minio-ca.pem'] }),
  }),
  z.strictObject({
    externalSecret: z
      .strictObject({
        store: z
          .strictObject({
            name: dnsSubdomain.meta({ description: 'Name of the store.', examples: ['storage-namespace'] }),
            kind: z
              .enum(['SecretStore', 'ClusterSecretStore'])
              .meta({ description: 'Kind of the store.', examples: ['ClusterSecretStore'] }),
          })
          .meta({
            description: 'Store of External Secrets, also one that reads another namespace.',
            examples: [{ name: 'storage-namespace', kind: 'ClusterSecretStore' }],
          }),
        key: z
          .string()
          .min(1)
          .meta({ description: 'Entry of the store.', examples: ['minio-ca'] }),
        property: z
          .string()
          .min(1)
          .optional()
          .meta({ description: 'Field of the entry.', examples: ['tls.crt'] }),
      })
      .meta({
        description: 'The certificate comes by External Secrets, for example from another namespace.',
        examples: [{ store: { name: 'storage-namespace', kind: 'ClusterSecretStore' }, key: 'minio-ca' }],
      }),
  }),
]);

const cipher = z.strictObject({
  secret: dnsSubdomain.meta({ description: 'Secret that holds the passphrase.', examples: ['orders-backup-cipher'] }),
  key: dataKey.meta({ description: 'Key of the passphrase in the Secret.', examples: ['passphrase'] }),
  keptAt: z
    .string()
    .min(3)
    .max(200)
    .meta({
      description:
        'Where a copy of the passphrase is kept outside of this cluster. Without it no backup can be read once the cluster is gone.',
      examples: ['vault: databases/orders/backup'],
    }),
});

/** Also read by bootstrap, for a repository of somebody else. */
const repositoryKeys = {
  type: z
    .enum(['s3', 'volume'])
    .optional()
    .meta({ description: 'Where backups are kept.', examples: ['s3'] }),
  bucket: z
    .string()
    .regex(/^[a-z0-9][-.a-z0-9]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional()
    .meta({ description: 's3: name of the bucket. It must exist.', examples: ['backups'] }),
  endpoint: z
    .string()
    .regex(/^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?$/, 'must be a host name, without https:// and without a port')
    .optional()
    .meta({ description: 's3: host name of the service.', examples: ['minio.storage.svc'] }),
  port: port.optional().meta({ description: 's3: port of the service.', examples: [9000] }),
  region: z
    .string()
    .regex(/^[-a-z0-9]{1,50}$/, 'must be a region like us-east-1')
    .optional()
    .meta({ description: 's3: region; MinIO takes any.', examples: ['us-east-1'] }),
  uriStyle: z
    .enum(['host', 'path'])
    .optional()
    .meta({ description: 's3: bucket in the host name (AWS) or in the path (MinIO).', examples: ['path'] }),
  keyType: z
    .enum(['shared', 'web-id'])
    .optional()
    .meta({
      description: 's3: keys of a Secret (shared), or the workload identity of serviceAccount.annotations (web-id).',
      examples: ['shared'],
    }),
  credentialsSecret: dnsSubdomain
    .optional()
    .meta({ description: 's3: Secret of the namespace with the two keys.', examples: ['s3-keys'] }),
  credentialsKeys: z
    .strictObject({
      accessKeyId: dataKey
        .optional()
        .meta({ description: 'Key of the access key ID.', examples: ['AWS_ACCESS_KEY_ID'] }),
      secretAccessKey: dataKey
        .optional()
        .meta({ description: 'Key of the secret access key.', examples: ['AWS_SECRET_ACCESS_KEY'] }),
    })
    .optional()
    .meta({
      description: 's3: names of the keys in the Secret.',
      examples: [{ accessKeyId: 'rootUser', secretAccessKey: 'rootPassword' }],
    }),
  ca: ca.optional().meta({
    description:
      's3: certificate of the private authority that signed the certificate of the service. Absent: the public ones.',
    examples: [{ secret: 'minio-ca', key: 'tls.crt' }],
  }),
  size: bytes
    .optional()
    .meta({ description: 'volume: size of the claim that holds the backups.', unit: 'bytes', examples: ['100Gi'] }),
  storageClass: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'volume: StorageClass of that claim. Absent: the default of the cluster.',
      examples: ['slow'],
    }),
  cipher: cipher.optional().meta({
    description: 'Encrypts the repository (aes-256-cbc). It cannot be changed later.',
    examples: [{ secret: 'orders-backup-cipher', key: 'passphrase', keptAt: 'vault: databases/orders/backup' }],
  }),
} as const;

const repository = z.strictObject(repositoryKeys);

const verify = z.strictObject({
  schedule: schedule.optional().meta({ description: 'When backups are verified.', examples: ['H H(6-8) * * *'] }),
});

const drill = z.strictObject({
  schedule: schedule.optional().meta({
    description: 'When the newest backup is restored, checked and thrown away.',
    examples: ['H H(6-8) * * 0'],
  }),
  query: z
    .strictObject({
      sql: z
        .string()
        .min(1)
        .meta({
          description: 'SQL that is run in the restored database.',
          examples: ['SELECT count(*) > 0 FROM orders'],
        }),
      equals: z
        .string()
        .meta({ description: 'Its result as psql -At prints it; anything else fails the drill.', examples: ['t'] }),
    })
    .optional()
    .meta({
      description: 'A condition of yours that a restored database must meet.',
      examples: [{ sql: 'SELECT count(*) > 0 FROM orders', equals: 't' }],
    }),
});

export const backup = z.strictObject({
  method: z
    .enum(['pgBackRest', 'pgDump', 'none'])
    .optional()
    .meta({
      description:
        'pgBackRest: physical backups and the write-ahead log, for any point in time. pgDump: logical dumps. none: no backup at all.',
      examples: ['pgBackRest'],
    }),
  reason: z
    .string()
    .min(10, 'must be a sentence that a reviewer can judge')
    .max(500)
    .optional()
    .meta({
      description: 'none: why this environment needs no backup.',
      examples: ['Rebuilt from the warehouse every night'],
    }),
  repository: repository.optional().meta({
    description: 'Where backups go.',
    examples: [
      { type: 's3', bucket: 'backups', endpoint: 'minio.storage.svc', port: 9000, credentialsSecret: 's3-keys' },
    ],
  }),
  stanza: z
    .string()
    .regex(/^[a-zA-Z0-9][-_a-zA-Z0-9]{0,62}$/, 'must be letters, digits, "-" or "_"')
    .optional()
    .meta({ description: 'pgBackRest: name of the backups of this server in the repository.', examples: ['main'] }),
  schedule: z
    .strictObject({
      full: schedule.optional().meta({
        description: 'When everything is copied (pgDump: when dumps are made).',
        examples: ['H H(0-5) * * 0'],
      }),
      differential: schedule
        .optional()
        .meta({ description: 'When what changed since the last full backup is copied.', examples: ['H H(0-5) * * 3'] }),
      incremental: schedule
        .optional()
        .meta({ description: 'When what changed since the last backup is copied.', examples: ['H H(0-5) * * 1-6'] }),
      timeZone: z
        .string()
        .optional()
        .meta({ description: 'Time zone of all schedules of backup.', examples: ['Etc/UTC'] }),
    })
    .optional()
    .meta({
      description: 'When backups are made.',
      examples: [{ full: 'H H(0-5) * * 0', incremental: 'H H(0-5) * * 1-6' }],
    }),
  retention: z
    .strictObject({
      full: z
        .int()
        .min(1)
        .max(9999)
        .optional()
        .meta({ description: 'How many full backups (pgDump: dumps) are kept.', unit: 'backups', examples: [4] }),
      days: z
        .int()
        .min(1)
        .max(9999)
        .optional()
        .meta({
          description: 'pgBackRest: instead of full, for how many days any point in time is kept.',
          unit: 'days',
          examples: [30],
        }),
      differential: z
        .int()
        .min(1)
        .max(9999)
        .optional()
        .meta({ description: 'How many differential backups are kept.', unit: 'backups', examples: [6] }),
    })
    .optional()
    .meta({ description: 'How long backups are kept. Without it a repository fills up.', examples: [{ full: 4 }] }),
  compression: z
    .strictObject({
      type: z
        .enum(['zst', 'lz4', 'gz', 'none'])
        .optional()
        .meta({ description: 'pgBackRest: method.', examples: ['zst'] }),
      level: z
        .int()
        .min(1)
        .max(19)
        .optional()
        .meta({ description: 'pgBackRest: level of the method.', examples: [3] }),
    })
    .optional()
    .meta({ description: 'pgBackRest: compression of what is stored.', examples: [{ type: 'zst', level: 3 }] }),
  processes: z
    .int()
    .min(1)
    .max(32)
    .optional()
    .meta({ description: 'pgBackRest: parallel processes. Absent: from the CPU of the database.', examples: [2] }),
  deadlineSeconds: seconds.optional().meta({
    description: 'Time after which a backup, verification or drill is stopped.',
    unit: 'seconds',
    examples: [21_600],
  }),
  verify: verify.optional().meta({
    description: 'pgBackRest: a Job that proves that the repository is whole, recent, and that archiving works.',
    examples: [{ schedule: 'H H(6-8) * * *' }],
  }),
  drill: drill.optional().meta({
    description: 'pgBackRest: a real restore into a volume of its own, thrown away afterwards.',
    examples: [{ schedule: 'H H(6-8) * * 0' }],
  }),
});

/** `to` of a restore. A time needs its offset from UTC, since without one it means another moment on another machine. */
const target = z.strictObject({
  time: z
    .string()
    .regex(
      /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}(:?\d{2})?)$/,
      'must be a time with its offset, like "2026-11-20T12:00:00Z" or "2026-11-20 13:00:00+01:00"',
    )
    .optional()
    .meta({
      description: 'The last transaction that committed at or before this time.',
      examples: ['2026-11-20T12:00:00Z'],
    }),
  lsn: z
    .string()
    .regex(/^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/, 'must be a position of the log like 0/3000060')
    .optional()
    .meta({ description: 'A position of the write-ahead log.', examples: ['0/3000060'] }),
  xid: z
    .string()
    .regex(/^[0-9]{1,20}$/, 'must be a transaction ID in quotes')
    .optional()
    .meta({ description: 'A transaction, in quotes.', examples: ['4711'] }),
  name: z
    .string()
    .min(1)
    .max(63)
    .optional()
    .meta({ description: 'A point named by pg_create_restore_point().', examples: ['before-migration'] }),
  immediate: z
    .literal(true)
    .optional()
    .meta({ description: 'The end of the backup itself.', examples: [true] }),
  set: z
    .string()
    .regex(/^\d{8}-\d{6}F(_\d{8}-\d{6}[DI])?$/, 'must be the label of a backup like 20261120-020000F')
    .optional()
    .meta({
      description: 'The backup to begin with. Absent: the newest one before the target.',
      examples: ['20261120-020000F'],
    }),
  timeline: z
    .union([z.int().min(1), z.enum(['latest', 'current'])])
    .optional()
    .meta({
      description: 'Timeline to follow; needed after an earlier restore. Absent: the latest.',
      examples: ['latest'],
    }),
});

export const bootstrap = z.strictObject({
  from: z
    .enum(['backup'])
    .meta({ description: 'What the data is made from, instead of initdb.', examples: ['backup'] }),
  environment: dnsLabel.optional().meta({
    description: 'The environment whose backup is restored; this one itself with an older generation.',
    examples: ['orders'],
  }),
  generation: z
    .int()
    .min(1)
    .max(9999)
    .optional()
    .meta({
      description: 'Generation of that environment. Absent: its present one; for this one itself, the one before.',
      examples: [1],
    }),
  repository: z
    .strictObject({
      ...repositoryKeys,
      path: z
        .string()
        .regex(/^(\/[-._a-zA-Z0-9]+)+$/, 'must be a path like /pgbackrest/orders')
        .meta({ description: 'Path of the repository in the bucket.', examples: ['/pgbackrest/orders'] }),
    })
    .optional()
    .meta({
      description: 'Instead of environment: a repository that somebody else made.',
      examples: [{ type: 's3', bucket: 'old', path: '/pgbackrest' }],
    }),
  stanza: z
    .string()
    .regex(/^[a-zA-Z0-9][-_a-zA-Z0-9]{0,62}$/, 'must be letters, digits, "-" or "_"')
    .optional()
    .meta({ description: 'Stanza in that repository. Absent: that of the environment, or main.', examples: ['db'] }),
  target: target.optional().meta({
    description: 'Where recovery ends: one of time, lsn, xid, name, immediate. Absent: the end of the archive.',
    examples: [{ time: '2026-11-20T12:00:00Z' }],
  }),
});

import { z } from 'zod';
import { seconds } from '../scalars';
import { repositoryKeys, stanza } from './repository';
import { schedule } from './schedule';

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
  repository: z
    .strictObject(repositoryKeys)
    .optional()
    .meta({
      description: 'Where backups go.',
      examples: [
        { type: 's3', bucket: 'backups', endpoint: 'minio.storage.svc', port: 9000, credentialsSecret: 's3-keys' },
      ],
    }),
  stanza: stanza
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
      description:
        'When backups are made: five fields of cron. H, or H(a-b), is a number that the name of the environment decides, so that a fleet does not start at once.',
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

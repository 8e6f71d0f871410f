import { z } from 'zod';
import { dnsLabel } from '../scalars';
import { repositoryKeys, stanza } from './repository';

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
      description: 'Timeline to follow: latest, current or a number; needed after an earlier restore. Absent: latest.',
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
        .regex(/^(\/[_a-zA-Z0-9][-._a-zA-Z0-9]*)+$/, 'must be a path like /pgbackrest/orders')
        .meta({ description: 'Path of the repository in the bucket.', examples: ['/pgbackrest/orders'] }),
    })
    .optional()
    .meta({
      description: 'Instead of environment: a repository that somebody else made.',
      examples: [{ type: 's3', bucket: 'old', path: '/pgbackrest' }],
    }),
  stanza: stanza
    .optional()
    .meta({ description: 'Stanza in that repository. Absent: that of the environment, or main.', examples: ['db'] }),
  target: target.optional().meta({
    description: 'Where recovery ends: one of time, lsn, xid, name, immediate. Absent: the end of the archive.',
    examples: [{ time: '2026-11-20T12:00:00Z' }],
  }),
});

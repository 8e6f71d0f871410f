import { z } from 'zod';
import { bytes, dnsSubdomain, postgresqlName, seconds } from '../scalars';
import { schedule } from './schedule';

/** Everything that is judged, in the order of a report. The scripts have the same list, with the level from which each runs. */
export const checkNames = [
  'settings',
  'checksums',
  'collations',
  'catalogues',
  'files',
  'tables',
  'expect',
  'indexes',
  'heap',
  'btree',
  'wraparound',
  'sequences',
  'transactions',
  'slots',
  'bloat',
  'vacuum',
  'visibility',
  'reachability',
  'pages',
] as const;
export type CheckName = (typeof checkNames)[number];

const levels = ['quick', 'standard', 'full'] as const;

const databaseOf = postgresqlName.optional().meta({
  description: 'The database. Absent: database.name, external.database, or that of the VDB.',
  examples: ['orders'],
});

const table = z.union([
  postgresqlName,
  z.strictObject({
    database: databaseOf,
    schema: postgresqlName.optional().meta({ description: 'Its schema. Absent: public.', examples: ['shop'] }),
    name: postgresqlName.meta({ description: 'Name of the table.', examples: ['customers'] }),
    rows: z
      .int()
      .min(0)
      .max(1_000_000)
      .optional()
      .meta({ description: 'The least number of rows that it must have.', unit: 'rows', examples: [1] }),
  }),
]);

const expectation = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^\p{Cc}]+$/u, 'must not hold control characters')
    .meta({ description: 'What the report calls it.', examples: ['no order without a customer'] }),
  database: databaseOf,
  sql: z
    .string()
    .min(1)
    .max(10_000)
    .meta({
      description: 'A query. Its transaction is read-only.',
      examples: ['SELECT count(*) FROM orders WHERE customer IS NULL'],
    }),
  equals: z
    .string()
    .max(1000)
    .meta({
      description: 'Its result as psql -At prints it; anything else is a finding.',
      examples: ['0'],
    }),
});

const report = z.strictObject({
  size: bytes.optional().meta({ description: 'Size of the claim.', unit: 'bytes', examples: ['1Gi'] }),
  storageClass: z
    .string()
    .min(1, 'must not be empty: leave the key out to use the default StorageClass of the cluster')
    .optional()
    .meta({ description: 'StorageClass of the claim. Absent: the default of the cluster.', examples: ['slow'] }),
  keep: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: 'How many reports are kept, the newest ones.', unit: 'reports', examples: [30] }),
});

export const checks = z.strictObject({
  level: z
    .enum(['none', ...levels])
    .optional()
    .meta({
      description:
        'How deep. quick: settings, catalogues, and errors that the server has counted. standard: every table and B-tree index as well. full: also every page, and every index against its table, which nobody writes to meanwhile. none: no checks.',
      examples: ['standard'],
    }),
  schedule: schedule.optional().meta({
    description: 'When: five fields of cron. H, or H(a-b), is a number that the name of the environment decides.',
    examples: ['H 4 * * *'],
  }),
  timeZone: z
    .string()
    .optional()
    .meta({ description: 'Time zone of the schedules.', examples: ['Etc/UTC'] }),
  full: z
    .strictObject({
      schedule: schedule.optional().meta({ description: 'When.', examples: ['H 2 * * 0'] }),
    })
    .optional()
    .meta({
      description: 'A check of level full on a schedule of its own, beside that of checks.schedule.',
      examples: [{ schedule: 'H 2 * * 0' }],
    }),
  onSync: z
    .enum(['none', ...levels])
    .optional()
    .meta({
      description: 'Level of a check that Argo CD starts after every sync. none: it starts none.',
      examples: ['quick'],
    }),
  databases: z
    .union([z.literal('all'), z.array(postgresqlName).min(1).max(100)])
    .optional()
    .meta({
      description: 'Which databases are looked at: all of the server, or a list.',
      examples: ['all', ['orders']],
    }),
  skip: z
    .array(z.enum(checkNames))
    .max(checkNames.length)
    .optional()
    .meta({
      description: `Checks that are left out, of ${checkNames.join(', ')}. The report says so.`,
      examples: [['bloat', 'vacuum']],
    }),
  tables: z
    .array(table)
    .max(1000)
    .optional()
    .meta({
      description: 'Tables that must be there. A name alone is that of a table of the schema public.',
      examples: [['customers', { schema: 'shop', name: 'orders', rows: 1 }]],
    }),
  expect: z
    .array(expectation)
    .max(100)
    .optional()
    .meta({
      description: 'Conditions of your own: queries whose result is known.',
      examples: [
        [
          {
            name: 'no order without a customer',
            sql: 'SELECT count(*) FROM orders WHERE customer IS NULL',
            equals: '0',
          },
        ],
      ],
    }),
  jobs: z
    .int()
    .min(1)
    .max(16)
    .optional()
    .meta({ description: 'Sessions that read side by side.', unit: 'sessions', examples: [2] }),
  statementSeconds: seconds
    .optional()
    .meta({ description: 'Longest time for one table, index or query.', unit: 'seconds', examples: [3600] }),
  deadlineSeconds: z
    .int()
    .min(60)
    .max(604_800)
    .optional()
    .meta({
      description: 'Longest time of a check. What is left then is judged first by the next one.',
      unit: 'seconds',
      examples: [21_600],
    }),
  priorityClassName: dnsSubdomain.optional().meta({
    description: 'PriorityClass of the Pods of checks: a low one lets everything else go first.',
    examples: ['low'],
  }),
  failOn: z
    .enum(['warning', 'critical'])
    .optional()
    .meta({
      description: 'The least severity that fails the Job. What could not be judged fails it always.',
      examples: ['critical'],
    }),
  report: report.optional().meta({
    description: 'A claim that keeps reports. Absent: they are in the log of the Job only.',
    examples: [{ size: '1Gi', keep: 30 }],
  }),
});

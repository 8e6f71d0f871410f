import type { Parameter } from './parameter';
import { accessNamespaces, shared } from './parameters-shared';

/** A name that needs no quotes in SQL. */
const plainName = '^[a-z][a-z0-9_]*$';

const amounts = (...values: readonly string[]): readonly (readonly [string, string])[] =>
  values.map((value) => [value, value.replace(/([GM])i$/, ' $1iB')]);

/** Questions about a database. What is not asked is what the organisation's defaults say. */
export const databaseParameters: readonly Parameter[] = [
  ...shared,
  {
    name: 'databaseName',
    title: 'Database',
    paths: [['database', 'name']],
    required: true,
    help: 'Lower-case letters, digits and "_", beginning with a letter; at most 63. PostgreSQL keeps postgres, template0 and template1 for itself.',
    pattern: plainName,
    most: 63,
  },
  {
    name: 'databaseOwner',
    title: 'Role',
    paths: [['database', 'owner']],
    required: true,
    help: 'Lower-case letters, digits and "_", beginning with a letter; at most 63. Its password is made in the cluster and asked for nowhere. PostgreSQL keeps names that begin with pg_ for itself.',
    pattern: plainName,
    most: 63,
  },
  {
    name: 'version',
    title: 'Major version',
    paths: [['database', 'version']],
    help: 'Nothing chosen: the version of the organisation.',
  },
  {
    name: 'storageSize',
    title: 'Size of the volume',
    paths: [['database', 'storage', 'size']],
    help: 'It can grow later and never shrink. Nothing chosen: the size of the organisation.',
    choices: amounts('1Gi', '2Gi', '5Gi', '10Gi', '20Gi', '50Gi', '100Gi', '200Gi', '500Gi'),
  },
  {
    name: 'memory',
    title: 'Memory',
    paths: [
      ['database', 'resources', 'requests', 'memory'],
      ['database', 'resources', 'limits', 'memory'],
    ],
    help: 'PostgreSQL is tuned for it. Nothing chosen: the memory of the organisation.',
    choices: amounts('256Mi', '512Mi', '1Gi', '2Gi', '4Gi', '8Gi', '16Gi'),
  },
  {
    name: 'extensions',
    title: 'Extensions',
    paths: [['database', 'extensions']],
    help: 'Names as CREATE EXTENSION has them, like pgcrypto.',
  },
  accessNamespaces,
  {
    name: 'noBackupReason',
    title: 'Why there is no backup',
    paths: [['backup', 'reason']],
    help: 'Empty: backups as the organisation has them. A sentence here turns them off, and who reviews the pull request reads it.',
    most: 200,
    with: { path: ['backup', 'method'], value: 'none' },
  },
];

import type { Parameter } from './parameter';
import { accessNamespaces, memory, plainName, shared, volumeSizes } from './parameters-shared';

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
    choices: volumeSizes,
  },
  memory('database', 'PostgreSQL is tuned for it.'),
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

import type { Parameter } from './parameter';
import { accessNamespaces, memory, plainName, shared } from './parameters-shared';

/** Questions about a virtual database, of a source of Delphix. Copies of claims and snapshots are rare, and other questions. */
export const vdbParameters: readonly Parameter[] = [
  ...shared,
  {
    name: 'source',
    title: 'Source',
    paths: [['vdb', 'source', 'reference']],
    required: true,
    help: 'The source as Delphix names it: letters, digits and signs, without a space at either end.',
    pattern: '^[!-~]([ -~]*[!-~])?$',
    with: { path: ['vdb', 'source', 'type'], value: 'dct-source' },
  },
  {
    name: 'databaseName',
    title: 'Database',
    paths: [['vdb', 'database', 'name']],
    required: true,
    help: 'A database of the source. Lower-case letters, digits and "_", beginning with a letter; at most 63.',
    pattern: plainName,
    most: 63,
  },
  {
    name: 'databaseUser',
    title: 'Role',
    paths: [['vdb', 'database', 'user']],
    help: 'Lower-case letters, digits and "_", beginning with a letter; at most 63. Its password is made in the cluster and asked for nowhere. Empty: postgres.',
    pattern: plainName,
    most: 63,
  },
  memory('vdb', 'The settings of the source come with the copy, and want memory.'),
  accessNamespaces,
];

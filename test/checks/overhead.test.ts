import { containersOf, fieldsAt, podsOf } from '../../lib/checks/pods';
import { overhead } from '../../lib/defaults/quota';
import { parseBytes, parseMillicores } from '../../lib/quantities';
import { shortest } from '../defaults/resolved';
import { built } from './manifests';

const backedUp = (method: string): string =>
  `backup: {method: ${method}, reason: null, repository: {type: volume, size: 9Gi}, retention: {full: 2}}\n${shortest}`;

/** Of the container of that name, whose Pod belongs to an object of that name. */
const amounts = (method: string, object: string, container: string) => {
  const pod = podsOf(built(backedUp(method))).find((candidate) => candidate.object.startsWith(object));
  const fields = (pod === undefined ? [] : containersOf(pod)).find(({ name }) => name === container)?.fields;
  return {
    millicores: parseMillicores(String(fieldsAt(fields, 'resources', 'requests').cpu)),
    memoryBytes: parseBytes(String(fieldsAt(fields, 'resources', 'limits').memory)),
  };
};

test.each([
  ['agent', 'pgBackRest', 'StatefulSet/', 'agent'],
  ['pgbackrest', 'pgBackRest', 'StatefulSet/', 'pgbackrest'],
  ['credentialsJob', 'pgBackRest', 'Job/postgres-credentials', 'password'],
  ['credentialsJob', 'pgBackRest', 'Job/postgres-credentials', 'certificates'],
  ['backupJob', 'pgBackRest', 'Job/postgres-backup-initial', 'backup'],
  ['backupJob', 'pgBackRest', 'CronJob/postgres-backup-full', 'backup'],
  ['backupJob', 'pgBackRest', 'CronJob/postgres-verify', 'verify'],
  ['backupJob', 'pgDump', 'CronJob/postgres-dump', 'dump'],
  ['drill', 'pgBackRest', 'CronJob/postgres-drill', 'drill'],
  ['checkJob', 'pgDump', 'CronJob/postgres-check', 'check'],
] as const)(
  'the quota is checked with the amounts that the container really has: %s',
  (part, method, object, container) => {
    expect(amounts(method, object, container)).toEqual(overhead[part]);
  },
);

import { containersOf, fieldsAt, podsOf } from '../../lib/checks/pods';
import { overhead } from '../../lib/defaults/quota';
import { parseBytes, parseMillicores } from '../../lib/quantities';
import { shortest } from '../defaults/resolved';
import { built } from './manifests';

const amounts = (kind: string, container: string) => {
  const pod = podsOf(built(shortest)).find(({ object }) => object.startsWith(`${kind}/`));
  const fields = (pod === undefined ? [] : containersOf(pod)).find(({ name }) => name === container)?.fields;
  return {
    millicores: parseMillicores(String(fieldsAt(fields, 'resources', 'requests').cpu)),
    memoryBytes: parseBytes(String(fieldsAt(fields, 'resources', 'limits').memory)),
  };
};

test('the quota is checked with the amounts that the containers beside PostgreSQL really have', () => {
  expect(amounts('StatefulSet', 'agent')).toEqual(overhead.agent);
  expect(amounts('Job', 'generate')).toEqual(overhead.credentialsJob);
});

import type { Bootstrap } from '../../lib/defaults/environment';
import { bootstrap, exampleEnvironment, s3Repository } from './example-environment';
import { objectsOf } from './find';

const dataOf = (change: Partial<Bootstrap>): Record<string, string> =>
  objectsOf(exampleEnvironment({ bootstrap: { ...bootstrap, ...change } })).get('ConfigMap/postgres-bootstrap').data;

test('everything that a restore must know is a file', () => {
  expect(dataOf({})).toEqual({
    'pgbackrest.conf': expect.stringContaining('repo1-path=/in-cluster/shop/2\n'),
    source: 'environment shop, generation 2\n',
    stanza: 'main\n',
    keys: 'own\n',
    needs: expect.stringContaining('s3-key\tkey AWS_ACCESS_KEY_ID of the Secret s3-keys\n'),
    'target-type': 'time\n',
    target: '2026-11-20 12:00:00+00',
    'target-set': '',
    'target-timeline': '',
  });
});

test('the name of a restore point arrives to the byte', () => {
  const value = 'before "the\n\' $(migration)\n';
  expect(dataOf({ target: { type: 'name', value, set: '', timeline: '' } }).target).toBe(value);
});

test('keys of somebody else are in one Secret beside it, and an authority that is a file in the ConfigMap', () => {
  const cipher = { secret: 'ignored', key: 'ignored', keptAt: 'vault: old' };
  const ca = { from: 'file', file: 'old.pem', pem: 'PEM\n' } as const;
  const data = dataOf({ keys: 'given', repository: { ...s3Repository, cipher, ca } as never });
  expect(data.needs?.split('\n')).toEqual([
    's3-key\tkey s3-key of the Secret postgres-bootstrap',
    's3-key-secret\tkey s3-key-secret of the Secret postgres-bootstrap',
    'cipher-pass\tkey cipher-pass of the Secret postgres-bootstrap',
    'ca.crt\tkey ca.crt of the ConfigMap postgres-bootstrap',
    '',
  ]);
  expect(data['ca.crt']).toBe('PEM\n');
});

test('a source of which nothing is known is named, and nothing else', () => {
  expect(dataOf({ repository: undefined })).toEqual({ gone: 'environment shop, generation 2\n' });
});

test('the Pod has the place for it before anybody asks for a restore', () => {
  const optional = { name: 'postgres-bootstrap', optional: true };
  const items = ['s3-key', 's3-key-secret', 'cipher-pass', 'ca.crt'].map((key) => ({ key, path: key }));
  expect(objectsOf(exampleEnvironment()).get('StatefulSet/postgres')).toMatchObject({
    spec: {
      template: {
        spec: {
          volumes: expect.arrayContaining([
            {
              name: 'bootstrap',
              projected: { sources: [{ configMap: optional }, { secret: { ...optional, items } }], defaultMode: 0o440 },
            },
          ]),
        },
      },
    },
  });
});

test('a Pod knows that a restore is wanted before the ConfigMap of the restore has reached it', () => {
  const configuration = (change: object) => objectsOf(exampleEnvironment(change)).get('ConfigMap/postgres-config').data;
  expect(configuration({ bootstrap })).toHaveProperty('bootstrap', 'environment shop, generation 2\n');
  expect(configuration({})).not.toHaveProperty('bootstrap');
});

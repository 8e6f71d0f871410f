import { type Remnant, remainLines, remnantsOf } from '../../../lib/cli/status/remains';
import { now } from './example-place';

const cluster = { namespace: 'default', context: '' };

const remnant = (kind: string, more: Partial<Remnant> = {}): Remnant => ({
  kind,
  namespace: kind === 'Namespace' ? '' : 'vdbs',
  name: 'orders',
  deleted: '',
  finalizers: [],
  kept: false,
  reasons: [],
  ...more,
});

const lines = (...remnants: readonly Remnant[]) => remainLines(cluster, remnants, [], Date.parse(now));

test('what kubectl printed is read field by field', () => {
  const text = [
    'PersistentVolumeClaim\tvdbs\tdata\t2026-11-21T11:59:00Z\t["kubernetes.io/pvc-protection"]\tPrune=false,Delete=false\t',
    'Namespace\t\tvdbs\t\t\t\tSome content remains',
    '',
  ].join('\n');
  expect(remnantsOf(text)).toEqual([
    {
      kind: 'PersistentVolumeClaim',
      namespace: 'vdbs',
      name: 'data',
      deleted: '2026-11-21T11:59:00Z',
      finalizers: ['kubernetes.io/pvc-protection'],
      kept: true,
      reasons: [],
    },
    {
      kind: 'Namespace',
      namespace: '',
      name: 'vdbs',
      deleted: '',
      finalizers: [],
      kept: false,
      reasons: ['Some content remains'],
    },
  ]);
});

test.each([
  ['postgresvdb.core.delphix.com/finalizer', 'PostgresVDB', 'the operator of Delphix, which must run'],
  ['kubernetes.io/pvc-protection', 'PersistentVolumeClaim', 'the last Pod that uses it'],
  ['resources-finalizer.argocd.argoproj.io', 'Application', 'Argo CD, which deletes its objects first'],
  ['example.com/mine', 'Service', 'whoever set the finalizer example.com/mine'],
])('an object with the finalizer %s waits for somebody', (finalizer, kind, who) => {
  const [line] = lines(remnant(kind, { deleted: '2026-11-21T11:57:00Z', finalizers: [finalizer] }));
  expect(line).toMatchObject({
    name: kind,
    state: 'failed',
    words: `vdbs/orders was deleted 3 min ago and waits for ${who}`,
  });
});

test('the last resort for a VDB comes with its consequence', () => {
  const [line] = lines(
    remnant('PostgresVDB', { deleted: now, finalizers: ['postgresvdb.core.delphix.com/finalizer'] }),
  );
  expect(line?.next).toBe(
    `last resort, which leaves the VDB on the engine (docs/vdb.md#deletion): kubectl -n vdbs patch postgresvdb orders --type merge -p '{"metadata":{"finalizers":null}}'`,
  );
});

test('a namespace that does not go says why in its own words', () => {
  const [line] = lines(remnant('Namespace', { deleted: now, reasons: ['Some content has finalizers remaining'] }));
  expect(line?.words).toContain('waits for Some content has finalizers remaining');
});

test('what Retain keeps is no failure, and how to throw it away is said', () => {
  expect(lines(remnant('Namespace', { kept: true }))).toEqual([
    {
      name: 'Namespace',
      state: 'warning',
      words: 'orders: kept, since deletionPolicy was Retain',
      next: 'to delete the data as well: kubectl delete namespace orders',
    },
  ]);
});

test('what nobody deleted is a failure, one line for each kind', () => {
  expect(lines(remnant('Secret'), remnant('Secret', { name: 'tls' }))).toEqual([
    { name: 'Secret', state: 'failed', words: 'vdbs/orders, vdbs/tls: nobody deleted it' },
  ]);
});

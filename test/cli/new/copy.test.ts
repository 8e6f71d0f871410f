import { copiedValues, withRenamed } from '../../../lib/cli/new/copy';
import { loadValues } from '../../../lib/config/load';

const copy = (text: string, changes: Parameters<typeof copiedValues>[3] = []) => {
  const { layer } = loadValues('values.yaml', Buffer.from(text));
  if (layer === undefined) throw new Error('not valid');
  return copiedValues('orders', text, layer.value, changes);
};
const comment = '# yaml-language-server: $schema=../values.schema.json\n';

test('what belongs to one environment is left out, and the rest stays byte by byte', () => {
  const { text, notes } = copy(`# Orders
namespace: {name: shop, create: false} # of the application
owner: team-orders   # aligned
suspended: true
expiresOn: 2027-01-31

database:
  # the shop
  name: shop
  owner: shop
  generation: 3
access:
  namespaces: [shop] # who may come in
  public: {sourceRanges: [203.0.113.0/24]}
tls: {names: [orders.example]}
`);
  expect(text).toBe(`${comment}# Orders
owner: team-orders   # aligned

database:
  # the shop
  name: shop
  owner: shop
access:
  namespaces: [shop] # who may come in
`);
  expect(notes.map((note) => note.split(',')[0])).toEqual([
    'left out: namespace',
    'left out: expiresOn',
    'left out: suspended',
    'left out: database.generation',
    'left out: access.public',
    'left out: tls.names',
  ]);
});

test('what is done once to a VDB is not done to its copy', () => {
  const vdb = (name: string, rest: string): string =>
    `  ${name}:\n    source: {type: dct-source, reference: shop}\n${rest}`;
  const actions = '    enabled: false\n    actions:\n      refresh-1: {kind: VDBRefresh, spec: {}} # on Monday\n';
  const { text, notes } = copy(`${comment}vdbs:\n${vdb('reports', actions)}${vdb('support', '')}`);
  expect(text).toBe(`${comment}vdbs:\n${vdb('reports', '')}${vdb('support', '')}`);
  expect(notes.map((note) => note.split(',')[0])).toEqual([
    'left out: vdbs.reports.actions',
    'left out: vdbs.reports.enabled',
  ]);
});

test('what is set is set and not left out', () => {
  const { text, notes } = copy(`${comment}expiresOn: 2027-01-31 # soon\n`, [
    { path: ['expiresOn'], value: '2026-12-01' },
  ]);
  expect(text).toBe(`${comment}expiresOn: "2026-12-01" # soon\n`);
  expect(notes).toEqual([]);
});

test('a restore of the other one is left out, and so is the repository that it once came from', () => {
  for (const bootstrap of [
    '{from: backup, environment: orders, generation: 1}',
    '{from: backup, repository: {type: s3, bucket: old, path: /orders}}',
  ])
    expect(copy(`${comment}owner: x\nbootstrap: ${bootstrap}\n`)).toEqual({
      text: `${comment}owner: x\n`,
      notes: ['left out: bootstrap, settings are copied, data is not'],
    });
});

test('a copy of a third environment stays one, and it is said', () => {
  const text = `${comment}bootstrap: {from: backup, environment: production}\n`;
  expect(copy(text)).toEqual({ text, notes: ['it begins with the backups of production, as orders did'] });
});

test('what is true of the other one only is said', () => {
  const sealed = `credentials: {source: sealedSecret, encryptedPassword: ${'A'.repeat(64)}}\n`;
  const remote = 'credentials: {source: externalSecret, store: {name: v, kind: SecretStore}, remote: {key: shop}}\n';
  expect(copy(comment + sealed).notes).toEqual([
    'look at credentials.encryptedPassword: it is sealed for another namespace: seal it anew',
  ]);
  expect(copy(comment + remote).notes).toEqual(['look at credentials.remote: the same entry is the same password']);
  expect(copy(`${comment}vdbs:\n  a:\n    ${remote}`).notes).toEqual([
    'look at vdbs.a.credentials.remote: the same entry is the same password',
  ]);
});

test('files are copied as they are, and objects get the namespace', () => {
  const files = new Map([
    ['manifests/a.yaml', Buffer.from('metadata: {namespace: postgres-orders}\n')],
    ['manifests/b.yaml', Buffer.from([0xff, 0xfe])],
    ['schema.sql', Buffer.from('-- namespace: postgres-orders\n')],
  ]);
  expect(withRenamed(files, 'postgres-orders', 'postgres-qa')).toEqual(
    new Map([
      ['manifests/a.yaml', Buffer.from('metadata: {namespace: postgres-qa}\n')],
      ['manifests/b.yaml', Buffer.from([0xff, 0xfe])],
      ['schema.sql', Buffer.from('-- namespace: postgres-orders\n')],
    ]),
  );
});

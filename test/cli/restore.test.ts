import { makeProject, removeProjects, values } from './project';

afterAll(removeProjects);

const backup = `backup:
  method: pgBackRest
  repository: {type: s3, bucket: backups, endpoint: s3.example, credentialsSecret: s3-keys}
  retention: {full: 4}
`;
const orders = `# Orders of the shop
${values('orders')}  storage: {size: 2Gi} # for now

${backup}`;
const noon = '2026-11-20T12:00:00Z';
const file = 'environments/orders/values.yaml';
const block = `bootstrap: {from: backup, environment: orders, generation: 1, target: {time: "${noon}"}}\n`;
const restored = orders.replace('# for now\n', '# for now\n  generation: 2\n') + block;

test('values.yaml gets the next generation and what it begins with, and keeps the rest byte by byte', () => {
  const project = makeProject({ orders });
  const { code, stdout, stderr } = project.pgfleet(['restore', 'orders', '--to', noon]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(project.read(file)).toBe(restored);
  expect(project.pgfleet(['validate'])).toMatchObject({ code: 0 });
  expect(stderr).toMatch(/generation 2 begins with the backups of generation 1, as it was at 2026-11-20T12:00:00Z/);
  const order = [
    'get pvc postgres-data-2',
    'stop the applications',
    'npm run synth',
    'kubectl apply -f dist/orders',
    '-c initdb',
  ];
  expect(order.map((step) => stderr.indexOf(step)).every((at, index, all) => at > (all[index - 1] ?? 0))).toBe(true);
  expect(stderr).toContain('The claim postgres-data-1 stays as it is');
});

test('a second run says that nothing was changed', () => {
  const project = makeProject({ orders: restored });
  expect(project.pgfleet(['restore', 'orders', '--to', noon])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('already says so: nothing was changed'),
  });
  expect(project.read(file)).toBe(restored);
});

test('another target after a restore is refused until it is said whose backups are meant', () => {
  const project = makeProject({ orders: restored });
  expect(project.pgfleet(['restore', 'orders'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--generation 2'),
  });
  expect(project.read(file)).toBe(restored);
  expect(project.pgfleet(['restore', 'orders', '--generation', '2'])).toMatchObject({ code: 0 });
  expect(project.read(file)).toContain('  generation: 3\n');
  expect(project.read(file)).toContain('bootstrap: {from: backup, environment: orders, generation: 2}\n');
});

test('--dry-run prints the file and writes nothing', () => {
  const project = makeProject({ orders });
  expect(project.pgfleet(['restore', 'orders', '--to', noon, '--dry-run'])).toEqual({
    code: 0,
    stdout: restored,
    stderr: '',
  });
  expect(project.read(file)).toBe(orders);
});

test('-o json tells a program what was written', () => {
  const project = makeProject({ orders });
  expect(JSON.parse(project.pgfleet(['restore', 'orders', '-o', 'json']).stdout)).toEqual({
    schemaVersion: 1,
    environment: 'orders',
    namespace: 'postgres-orders',
    file,
    written: true,
    from: 1,
    into: 2,
    target: {},
    oldClaim: 'postgres-data-1',
    newClaim: 'postgres-data-2',
  });
});

test('deletionPolicy Delete is warned of: the old claim may be pruned', () => {
  const project = makeProject({ orders: `deletionPolicy: Delete\n${orders}` });
  expect(project.pgfleet(['restore', 'orders']).stderr).toContain('Set Retain and apply it first');
});

test.each([
  ['no backups', values('orders'), [], 'backup.method is none'],
  ['dumps only', orders.replace('pgBackRest', 'pgDump'), [], 'docs/backup.md'],
  ['a time without its offset', orders, ['--to', '2026-11-20T12:00:00'], '--to must be a time with its offset'],
  ['two targets', orders, ['--xid', '1', '--immediate'], 'recovery ends at one of them'],
  ['a mistake in values.yaml', `${orders}nmae: x\n`, [], 'did you mean "name"?'],
])('%s: exit 2, and nothing is written', (_, text, args, words) => {
  const project = makeProject({ orders: text });
  expect(project.pgfleet(['restore', 'orders', ...args])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(words),
  });
  expect(project.read(file)).toBe(text);
});

test('an environment that does not exist is named', () => {
  expect(makeProject({ orders }).pgfleet(['restore', 'order'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no environment "order"'),
  });
});

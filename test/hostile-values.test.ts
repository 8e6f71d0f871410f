import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { loadValues } from '../lib/config/load';
import { buildEnvironment } from '../lib/constructs/environment';
import { resolve } from '../lib/defaults/resolve';
import { renderEnvironment } from '../lib/output/render';
import { remembering } from '../lib/remember';

/**
 * Hostile text through the whole line, from values.yaml to the files of dist/. Where it is accepted it arrives as the same text, for a
 * reader of YAML 1.1 as for one of 1.2, and only in the places that are made for it: never in a command. That it runs nowhere is shown
 * on real servers, in test/postgresql/generated.test.ts.
 */
const snippets = [
  '$(touch /tmp/canary)',
  '`id`',
  "'; DROP TABLE x; --",
  '"',
  '\\',
  '{{ .x }}',
  '$HOME',
  '&& id',
  '# no',
  ': ',
  '%I',
  'on',
  '0o17',
  '<<',
  '\u2028',
  '…',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...snippets), fc.string({ unit: 'grapheme', maxLength: 8 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''));

const render = (values: object, files: Readonly<Record<string, string>>) => {
  const { layer } = loadValues('environments/x/values.yaml', Buffer.from(stringify(values)));
  if (layer === undefined) return undefined;
  const inputs = { id: 'x', files: new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])) };
  const resolved = resolve(inputs, { values: layer });
  if ('diagnostics' in resolved) return undefined;
  const texts = new Map(renderEnvironment('x', buildEnvironment(resolved.environment)));
  for (const name of ['scripts', 'check-scripts']) texts.delete(`x/ConfigMap.postgres-${name}.yaml`); // long, and always the same
  return new Map([...texts].map(([path, text]) => [path, parsed(text)]));
};

/** Most files are the same in every run. */
const parsed = remembering((text) => {
  const object = parse(text, { version: '1.1' });
  expect(object).toEqual(parse(text, { version: '1.2' }));
  return object;
}, 200);

const backup = {
  method: 'pgBackRest',
  repository: { type: 's3', bucket: 'backups', endpoint: 'minio.storage.svc', credentialsSecret: 's3-keys' },
  retention: { full: 4 },
};
const scripts = (...names: string[]) => names.map((name) => `bash /pgfleet/scripts/${name}.sh`);

interface Container {
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

interface Workload {
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

const commandsOf = ({ spec }: Workload) => {
  const { containers, initContainers = [] } = spec.template.spec;
  return [...containers, ...initContainers].map(({ command }) => command.join(' '));
};

test('C25 C26 C27 hostile text arrives unchanged where it belongs, and never in a command', () => {
  let accepted = 0;
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, hostile, (description, database, owner, sql, equals) => {
      const values = {
        owner: 'team',
        description,
        backup: { ...backup, drill: { query: { sql, equals } } },
        images: { postgres: 'registry.example/postgres:17' },
        database: { name: database, owner, initSql: ['a.sql'] },
      };
      const objects = render(values, { 'a.sql': sql });
      if (objects === undefined) return;
      accepted++;
      expect(objects.get('x/ConfigMap.pgfleet-environment.yaml').data.description ?? '').toBe(description);
      expect(Object.values(objects.get('x/ConfigMap.postgres-init-sql.yaml').data)).toEqual([sql]);
      const workload = objects.get('x/StatefulSet.postgres.yaml');
      const [postgres] = workload.spec.template.spec.containers as [Container];
      const variable = (name: string) => postgres.env.find((each) => each.name === name)?.value.replaceAll('$$', '$');
      expect(variable('PGFLEET_DATABASE')).toBe(database);
      expect(variable('PGFLEET_OWNER')).toBe(owner);
      const secret = JSON.parse(objects.get('x/ConfigMap.postgres-credentials.yaml').data['secret.json']);
      expect(secret.stringData).toMatchObject({ username: owner, dbname: database });
      expect(commandsOf(workload)).toEqual(scripts('start', 'agent', 'pgbackrest-server', 'init'));
      const data = objects.get('x/ConfigMap.postgres-backup.yaml').data;
      expect([data['drill.sql'], data['drill-equals']]).toEqual([sql, equals]);
      const jobs = [...objects.values()].flatMap(({ kind, spec }) =>
        kind === 'Job' ? [{ spec }] : kind === 'CronJob' ? [spec.jobTemplate] : [],
      );
      expect(jobs.flatMap(commandsOf).sort()).toEqual([
        ...scripts('backup', 'backup', 'backup', 'check', 'drill', 'report', 'reports-claim', 'verify'),
        'sh /pgfleet/scripts/generate-certificates.sh',
        'sh /pgfleet/scripts/generate-credentials.sh',
      ]);
    }),
    { numRuns: 100 },
  );
  expect(accepted).toBeGreaterThan(30);
});

test('the name of a restore point arrives unchanged in a file', () => {
  let accepted = 0;
  fc.assert(
    fc.property(hostile, (name) => {
      const repository = { ...backup.repository, path: '/old' };
      const values = {
        owner: 'team',
        backup,
        bootstrap: { from: 'backup', repository, target: { name } },
        images: { postgres: 'registry.example/postgres:17' },
        database: { name: 'a', owner: 'a' },
      };
      const objects = render(values, {});
      if (objects === undefined) return;
      accepted++;
      expect(objects.get('x/ConfigMap.postgres-bootstrap.yaml').data.target).toBe(name);
    }),
    { numRuns: 100 },
  );
  expect(accepted).toBeGreaterThan(30);
});

test('names and conditions of checks arrive unchanged in files, and never in a command', () => {
  let accepted = 0;
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, (database, table, sql, equals) => {
      const values = {
        owner: 'team',
        backup,
        images: { postgres: 'registry.example/postgres:17' },
        database: { name: 'a', owner: 'a' },
        checks: {
          databases: [database],
          tables: [{ database, schema: table, name: table }],
          expect: [{ name: 'one', database, sql, equals }],
        },
      };
      const objects = render(values, {});
      if (objects === undefined) return;
      accepted++;
      const { data } = objects.get('x/ConfigMap.postgres-checks.yaml');
      expect(data.databases.match(/\n/g)).toHaveLength(1);
      expect(JSON.parse(data.databases)).toBe(database);
      expect(JSON.parse(data['tables.json'])).toEqual([{ database, schema: table, name: table, rows: null }]);
      expect(JSON.parse(data['expect.json'])).toEqual([{ name: 'one', database, sql, equals }]);
      const { spec } = objects.get('x/CronJob.postgres-check.yaml');
      expect(commandsOf(spec.jobTemplate)).toEqual(scripts('report', 'check'));
    }),
    { numRuns: 100 },
  );
  expect(accepted).toBeGreaterThan(30);
});

test('hostile labels are refused or arrive unchanged', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(hostile, fc.constantFrom('on', '4711', '1_000', '0o17', 'no', '12.30')), (value) => {
      const values = {
        owner: 'team',
        backup,
        labels: { 'cost-center': value },
        images: { postgres: 'registry.example/postgres:17' },
        database: { name: 'a', owner: 'a' },
      };
      const objects = render(values, {});
      if (objects === undefined) return;
      accepted++;
      for (const object of objects.values()) expect(object.metadata.labels['cost-center']).toBe(value);
    }),
    { numRuns: 100 },
  );
  expect(accepted).toBeGreaterThan(10);
});

test('hostile text of a VDB arrives unchanged in its object and in the template of its Secret, and never in a command', () => {
  let accepted = 0;
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, hostile, (database, user, sql, text, setting) => {
      const hooks = [
        { name: 'b', stage: 'post-create', sql: 'a.sql', database, env: [{ name: 'A', value: text }] },
        { name: 'a', stage: 'pre-delete', command: sql },
      ];
      const vdb = {
        source: { type: 'dct-source', reference: 'a' },
        database: { name: database, user },
        postgresConfig: { log_line_prefix: setting },
        hooks,
        actions: { one: { kind: 'PostgresTask', spec: { text, list: [text] } } },
      };
      const objects = render(
        { owner: 'team', images: { tools: 'registry.example/postgres:17' }, vdb },
        { 'a.sql': sql },
      );
      if (objects === undefined) return;
      accepted++;
      const { spec } = objects.get('x/PostgresVDB.postgres.yaml');
      expect(spec.database).toEqual({ name: database, user, passwordSecretRef: 'postgres-app' });
      expect(spec.postgresConfig).toEqual([{ name: 'log_line_prefix', value: setting }]);
      expect(spec.hooks).toEqual([
        expect.objectContaining({ name: 'b', script: sql, database, env: [{ name: 'A', value: text }] }),
        expect.objectContaining({ name: 'a', script: sql, database }),
      ]);
      expect(objects.get('x/PostgresTask.postgres-one.yaml').spec).toEqual({ text, list: [text] });
      const secret = JSON.parse(objects.get('x/ConfigMap.postgres-credentials.yaml').data['secret.json']);
      expect(secret.stringData).toMatchObject({ username: user, dbname: database });
      const check = objects.get('x/CronJob.postgres-check.yaml').spec.jobTemplate;
      const [container] = check.spec.template.spec.initContainers as [Container];
      const variable = (name: string) => container.env.find((each) => each.name === name)?.value.replaceAll('$$', '$');
      expect([variable('PGUSER'), variable('PGDATABASE')]).toEqual([user, database]);
      const jobs = [...objects.values()].flatMap(({ kind, spec: own }) =>
        kind === 'Job' ? [{ spec: own }] : kind === 'CronJob' ? [own.jobTemplate] : [],
      );
      expect(jobs.flatMap(commandsOf).sort()).toEqual([
        ...scripts('check', 'report', 'reports-claim'),
        'sh /pgfleet/scripts/generate-credentials.sh',
      ]);
    }),
    { numRuns: 100 },
  );
  expect(accepted).toBeGreaterThan(30);
});

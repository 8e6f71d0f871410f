import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { loadValues } from '../lib/config/load';
import { buildEnvironment } from '../lib/constructs/environment';
import { resolve } from '../lib/defaults/resolve';
import { renderEnvironment } from '../lib/output/render';

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
  texts.delete('x/ConfigMap.postgres-scripts.yaml'); // long, and the same in every environment
  const read = (version: '1.1' | '1.2') => new Map([...texts].map(([path, text]) => [path, parse(text, { version })]));
  expect([...read('1.1')]).toEqual([...read('1.2')]);
  return read('1.1');
};

interface Container {
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

const commandsOf = (object: {
  spec: { template: { spec: { containers: Container[]; initContainers?: Container[] } } };
}) => {
  const { containers, initContainers = [] } = object.spec.template.spec;
  return [...containers, ...initContainers].map(({ command }) => command.join(' '));
};

test('C25 C26 C27 hostile text arrives unchanged where it belongs, and never in a command', () => {
  let accepted = 0;
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, (description, database, owner, sql) => {
      const values = {
        owner: 'team',
        description,
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
      expect(commandsOf(workload)).toEqual(
        ['start', 'agent', 'init'].map((name) => `bash /pgfleet/scripts/${name}.sh`),
      );
      const job = [...objects.values()].find(({ kind }) => kind === 'Job');
      expect(commandsOf(job)).toEqual(['sh /pgfleet/scripts/generate-credentials.sh']);
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

import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { loadDefaults, loadValues, placeOf } from '../../lib/config/load';

const file = 'environments/dev/values.yaml';
const load = (text: string) => loadValues(file, Buffer.from(text));
const messages = (text: string): string[] =>
  load(text).diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`);

test('a wrong value points at the value, an unknown key at the key, a missing key at the key of its parent', () => {
  expect(messages('suspended: 1\nownr: x\ncredentials:\n  store:\n    name: vault\n').sort()).toEqual([
    '1:12 suspended must be true or false, not 1',
    '2:1 ownr is not a setting; did you mean "owner"?',
    '4:3 credentials.store.kind is missing: Kind of the store: of the namespace or of the cluster',
  ]);
});

test.each([
  ['owner: 15.10', '1:8 owner must be text: quote it, "15.10"'],
  ['owner: true', '1:8 owner must be text: quote it, "true"'],
  [
    'database: {version: 17}',
    '1:21 database.version must be a supported major version in quotes: "15", "17", "18"; quote it, "17"',
  ],
  [
    'profile: prodution',
    '1:10 profile must be "production" or "development", not "prodution"; did you mean "production"?',
  ],
  ['namespace: [a]', '1:12 namespace must be text or a map of settings, not a list'],
  [
    'namespace: {name: Shop}',
    '1:19 namespace.name must be 1 to 63 lower-case letters, digits or "-", and begin and end with a letter or digit, not "Shop"',
  ],
  ['images: {postgres: {"16": "a:1"}}', '1:21 images.postgres.16 is not a setting; known here: 15, 17, 18'],
  ['labels: {_x: a}', '1:10 the key labels._x must be a label key like team or example.com/team'],
  ['imagePullSecrets: [~]', '1:20 imagePullSecrets[0] must be text, not empty'],
  ['network: {apiServer: {ports: [70000]}}', '1:31 network.apiServer.ports[0] must be at most 65535, not 70000'],
  ['network: {apiServer: {ports: []}}', '1:30 network.apiServer.ports must have at least 1 item'],
  ['database: {instances: 3}', '1:23 database.instances must be 1, not 3'],
])('%s', (text, message) => expect(messages(text)).toEqual([message]));

test('null at an optional key is kept for merging, and is no mistake', () => {
  const { layer, diagnostics } = load('quota:\ndatabase: {storage: {walSize: null}}\nlabels: {a: ~}\n');
  expect(diagnostics).toEqual([]);
  expect(layer?.value).toEqual({ quota: null, database: { storage: { walSize: null } }, labels: { a: null } });
});

test('null at a required key is a missing key', () => {
  expect(messages('credentials: {store: {name: a, kind: null}}')).toEqual([
    expect.stringContaining('credentials.store.kind is missing'),
  ]);
});

test('a layer knows the place of its keys and values', () => {
  const { layer } = load('# x\ndatabase:\n  storage: &s {size: 1Gi}\naccess:\n  from:\n    - cidr: 10.0.0.0/8\n');
  expect(layer?.locate(['database', 'storage', 'size'], 'value')).toEqual({
    line: 3,
    column: 22,
    source: '  storage: &s {size: 1Gi}',
  });
  expect(layer?.locate(['database', 'storage'], 'key')).toMatchObject({ line: 3, column: 3 });
  expect(layer?.locate(['access', 'from', 0, 'cidr'], 'value')).toMatchObject({ line: 6, column: 13 });
  expect(layer?.locate(['database', 'name'], 'key')).toBeUndefined();
  expect(layer?.locate(['access', 'from', 1], 'key')).toBeUndefined();
  if (layer !== undefined)
    expect(placeOf(layer, ['database', 'storage', 'walSize'], 'value')).toMatchObject({ line: 3, column: 3 });
});

test('defaults.yaml gives one layer for all and one per profile, each with its own places', () => {
  const text = 'owner: a\nprofiles:\n  development:\n    owner: b\n';
  const { layer, profiles, diagnostics } = loadDefaults('environments/defaults.yaml', Buffer.from(text));
  expect(diagnostics).toEqual([]);
  expect(layer?.value).toEqual({ owner: 'a' });
  expect(profiles.production).toBeUndefined();
  expect(profiles.development?.value).toEqual({ owner: 'b' });
  expect(profiles.development?.locate(['owner'], 'value')).toMatchObject({ line: 4, column: 12 });
});

test('no bytes make loading throw, and every diagnostic has a place', () => {
  const yamlish = fc
    .array(
      fc.constantFrom(
        'a',
        ': ',
        '- ',
        '? ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '\n',
        '  ',
        '"',
        "'",
        '#',
        '&x ',
        '*x',
        '!t ',
        '|',
        '>',
        '%',
        '---',
        '...',
        '<<',
        '0',
        '\t',
        '\r',
        '\0',
        '\\',
        '\ud800',
        'owner',
        'labels',
      ),
    )
    .map((parts) => Buffer.from(parts.join('')));
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(fc.oneof(yamlish, bytes), (input) => {
      for (const { diagnostics } of [loadValues(file, input), loadDefaults(file, input)]) {
        for (const { line, column, message } of diagnostics) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(message).not.toBe('');
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('what is accepted is exactly what was written', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  const values = fc.record(
    {
      description: text,
      owner: fc.constantFrom('a', 'no', '0755', 'null', '1_000', '~', '12:30', 'true'),
      suspended: fc.boolean(),
      labels: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[a-z0-9]{0,8}$/)),
      database: fc.record({
        parameters: fc.dictionary(
          fc.stringMatching(/^[a-z]{1,8}$/),
          fc.oneof(text, fc.boolean(), fc.maxSafeInteger(), fc.constant(null)),
        ),
      }),
    },
    { requiredKeys: ['owner'] },
  );
  let accepted = 0;
  fc.assert(
    fc.property(values, (object) => {
      const { layer } = load(stringify(object));
      if (layer === undefined) return;
      accepted += 1;
      expect(JSON.parse(JSON.stringify(layer.value))).toEqual(JSON.parse(JSON.stringify(object)));
    }),
    { numRuns: 500 },
  );
  expect(accepted).toBeGreaterThan(300);
});

import * as fc from 'fast-check';
import { parse } from 'yaml';
import { toYaml } from '../../lib/output/yaml';

/** As kubectl and Argo CD may read it (1.1), and as the newer readers do (1.2). */
const readers = [
  (text: string): unknown => parse(text, { version: '1.1', merge: true, uniqueKeys: true }),
  (text: string): unknown => parse(text, { version: '1.2', uniqueKeys: true }),
];

/** Strings that one reader or another takes for something else, of every kind that we know. Source: reliability.md C9, C10, C28. */
const hostile = [
  ...['on', 'On', 'OFF', 'off', 'yes', 'Yes', 'no', 'NO', 'y', 'N', 'true', 'False', 'null', 'Null', 'NULL', '~', ''],
  ...[
    '0o17',
    '0O17',
    '0o7',
    '0755',
    '017',
    '0b1',
    '0b11',
    '0x1F',
    '1_000',
    '12:30:45',
    '190:20:30',
    '1:20',
    '1e3',
    '1E3',
  ],
  ...[
    '12e03',
    '1.',
    '.5',
    '.inf',
    '-.INF',
    '+.inf',
    '.nan',
    '.NaN',
    'nan',
    'inf',
    '-1',
    '+1',
    '0',
    '-0',
    '00',
    '1.5',
    '10.1.0.0',
  ],
  ...['685_230.15', '12345678901234567890', '0.0', '9Ki', '512Mi', '500m', '10.1.0.0/16', '2001-12-14', '2026-12-01'],
  ...[
    '2001-12-14t21:59:43.10-05:00',
    '=',
    '<<',
    '<',
    '-',
    '--',
    '---',
    '...',
    '- a',
    '-a',
    '? a',
    '?a',
    ': a',
    ':a',
    'a:',
    'a: b',
  ],
  ...[
    'a:b',
    'a #b',
    'a# b',
    '#a',
    '&a',
    '*a',
    '!a',
    '!!int 3',
    '|',
    '>',
    '|-',
    '%YAML 1.1',
    '@a',
    '`a`',
    '"a"',
    "'a'",
    "it's",
  ],
  ...[
    '[a]',
    '{a}',
    '{{ a }}',
    ',a',
    'a, b',
    '}',
    ']',
    ' a',
    'a ',
    '\ta',
    'a\t',
    'a\tb',
    'a  b',
    '\\',
    'a\\nb',
    '$(date)',
    '$\u007ba}',
  ],
  ...[
    '\n',
    '\n\n',
    'a\n',
    'a\n\n',
    '\na',
    '\n a',
    ' a\nb',
    '\ta\nb',
    'a\n\tb\n',
    'a \nb\n',
    'a\n \n',
    'a\n  ',
    '  \na',
    'a\n\n b\n\n\n',
  ],
  ...[
    'a\r\nb',
    'a\rb',
    '\r',
    'a\u0085b\n',
    'a\u2028b\nc',
    'a\u2029b',
    '\ufeffa',
    'a\ufeff\nb',
    '\0',
    'a\u0007\nb',
    '\x7f',
    '\x9b\n',
  ],
  ...[
    'é',
    'Größe\n',
    '– dash',
    '😀',
    'a😀\nb\n',
    '\ufffe',
    '\uffff',
    '# comment\nkey: value\n',
    '---\na: b\n...\n',
    '%TAG\n',
  ],
  ...[
    '__proto__',
    'constructor',
    'key: |\n  a\n',
    '@type',
    '/dev/shm',
    'registry.example/a:17',
    'Infinity',
    'NaN',
    'undefined',
  ],
];

const hostileText = fc.oneof(
  fc.constantFrom(...hostile),
  fc
    .array(fc.constantFrom(...hostile, ' ', '\n', ': ', ' #', '- ', 'a'), { maxLength: 6 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(' ', '\n', '\t', 'a', '#', ':', '-', '\r', '1', '.'), maxLength: 12 }),
);
const key = hostileText.filter((name) => name !== '__proto__');
const scalar = fc.oneof(
  hostileText,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe.each([
  ['1.1', readers[0]],
  ['1.2', readers[1]],
])('a YAML %s reader', (_, read) => {
  test.each(hostile)('reads back %j as a value, a key, an item and in depth', (text) => {
    const object = {
      a: text,
      [`${text} `]: 1,
      list: [text, [text], { x: text, y: [text] }],
      deep: { deeper: { b: text } },
    };
    expect(read?.(toYaml(object))).toEqual(object);
  });

  test('reads back any tree of hostile strings', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (object) => {
        expect(read?.(toYaml(object))).toEqual(object);
      }),
      { numRuns: 2000 },
    );
  });
});

test('every printed file is ASCII lines, printable text and line feeds only', () => {
  fc.assert(
    fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (object) => {
      expect(toYaml(object)).not.toMatch(/(?!\n|\t)[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u);
    }),
  );
});

test('the same object prints the same text whatever the order of its keys', () => {
  fc.assert(
    fc.property(fc.dictionary(key, scalar, { noNullPrototype: true }), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).reverse());
      expect(toYaml(reversed)).toBe(toYaml(object));
    }),
  );
});

test('a manifest prints in the order a person reads it, block style, text as blocks', () => {
  const manifest = {
    spec: {
      template: {
        spec: {
          containers: [
            {
              args: ['-c', 'x'],
              command: [],
              ports: [{ containerPort: 5432, name: 'postgres' }],
              env: [{ value: 'on', name: 'A' }],
              name: 'postgres',
              image: 'registry.example/postgres:17',
            },
          ],
        },
      },
    },
    data: { 'b.conf': 'work_mem = 16MB\n\n  indented\n', a: 'two\nlines', c: ' first\n', empty: {} },
    metadata: { namespace: 'ns', labels: { 'app.kubernetes.io/version': '17' }, name: 'n', gone: undefined },
    kind: 'Demo',
    apiVersion: 'v1',
  };
  expect(toYaml(manifest)).toMatchInlineSnapshot(`
"apiVersion: v1
kind: Demo
metadata:
  name: "n"
  namespace: ns
  labels:
    app.kubernetes.io/version: "17"
spec:
  template:
    spec:
      containers:
      - name: postgres
        image: registry.example/postgres:17
        command: []
        args:
        - "-c"
        - x
        env:
        - name: A
          value: "on"
        ports:
        - name: postgres
          containerPort: 5432
data:
  a: |-
    two
    lines
  b.conf: |
    work_mem = 16MB

      indented
  c: |2
     first
  empty: {}
"
`);
});

test.each([
  ['a function', () => 1],
  ['a symbol', Symbol('a')],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['minus zero', -0],
  ['a BigInt', 1n],
  ['a Date', new Date(0)],
  ['a Map', new Map()],
  ['undefined in a list', [undefined]],
  ['half of a surrogate pair', 'a\ud800'],
  ['half of a surrogate pair in lines', 'a\ud800\nb'],
])('%s is our bug and throws', (_, bad) => {
  expect(() => toYaml({ a: { b: bad } })).toThrow();
});

test('a cycle throws instead of running for ever', () => {
  const map: Record<string, unknown> = {};
  map.self = map;
  const list: unknown[] = [];
  list.push(list);
  expect(() => toYaml(map)).toThrow('cycle');
  expect(() => toYaml({ list })).toThrow('cycle');
});

test('a key that only YAML with explicit keys could carry throws', () => {
  expect(() => toYaml({ ['k'.repeat(1001)]: 1 })).toThrow('key');
});

test('undefined properties are left out, and a map of nothing else is empty', () => {
  expect(toYaml({ a: undefined, b: { c: undefined }, d: [{ e: undefined }] })).toBe('b: {}\nd:\n- {}\n');
});

test('a frozen map prints the same wherever it stands, and as one that is not frozen', () => {
  const frozen = Object.freeze({ b: 'on', a: 'x' });
  const text = (labels: object) => toYaml({ labels, deep: { labels }, list: [{ labels }] });
  expect(text(frozen)).toBe(text({ ...frozen }));
  expect(text(frozen)).toBe(text({ ...frozen }));
  const nested = Object.freeze({ inner: { a: 'x' } });
  expect(toYaml({ nested })).toContain('a: x');
  nested.inner.a = 'other';
  expect(toYaml({ nested })).toContain('a: other');
});

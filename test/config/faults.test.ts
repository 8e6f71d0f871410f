import { loadDefaults, loadValues } from '../../lib/config/load';
import type { Diagnostic } from '../../lib/diagnostic';

/** Bad inputs of the table of faults, by their number there: each gives an error with its place, and the process goes on. */

const file = 'environments/dev/values.yaml';
const found = (text: string | Buffer): readonly Diagnostic[] => {
  const { layer, diagnostics } = loadValues(file, Buffer.from(text as string));
  expect(layer === undefined).toBe(diagnostics.length > 0);
  return diagnostics;
};
const places = (text: string | Buffer): string[] =>
  found(text).map(({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`);
const data = (text: string): unknown => {
  const { layer, diagnostics } = loadValues(file, Buffer.from(text));
  expect(diagnostics).toEqual([]);
  return JSON.parse(JSON.stringify(layer?.value));
};

test('C1 a key written twice is refused at the second', () => {
  expect(places('owner: a\ndatabase:\n  name: x\n  name: y\n')).toEqual([
    '4:3 yaml-syntax: database.name is written twice',
  ]);
  expect(places('{"owner": a, owner: b}')).toEqual(['1:14 yaml-syntax: owner is written twice']);
});

test('C1 tens of thousands of keys take no quadratic time', () => {
  const text = Array.from({ length: 30_000 }, (_, index) => `k${index}: 1`).join('\n');
  const messages = found(text).map(({ message }) => message);
  expect(messages).toHaveLength(201);
  expect(messages).toContain('the file has more than 200 mistakes; the others are not listed');
}, 20_000);

const bomb = (levels: number): string => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < levels; level++) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return lines.join('\n');
};

test('C2 an alias bomb is refused at the alias that goes too far', () => {
  const [first] = found(`scheduling:\n  affinity:\n${bomb(30).replace(/^/gm, '    ')}\n`);
  expect(first).toMatchObject({ code: 'yaml-syntax', line: 6 });
  expect(first?.message).toBe('aliases repeat more than 10000 values: write the values out');
});

test('C2 an alias inside its own anchor, and one without an anchor', () => {
  expect(places('labels: &l {a: *l}\n')).toEqual(['1:16 yaml-syntax: *l stands inside what it repeats']);
  expect(places('labels: *l\n')).toEqual(['1:9 yaml-syntax: no anchor &l stands before *l']);
});

test('C2 an honest alias is read', () => {
  expect(data('labels: &l {a: b}\nscheduling: {nodeSelector: *l}\n')).toEqual({
    labels: { a: 'b' },
    scheduling: { nodeSelector: { a: 'b' } },
  });
});

test('C2 chained aliases do not nest deeper than text may', () => {
  const lines = ['    a0: &a0 [x]'];
  for (let level = 1; level < 300; level++) lines.push(`    a${level}: &a${level} [*a${level - 1}]`);
  const messages = found(`scheduling:\n  affinity:\n${lines.join('\n')}\n`).map(({ message }) => message);
  expect(messages).toContain('maps and lists are nested more than 100 deep');
});

test('C3 a merge key is refused', () => {
  const [first, ...rest] = found('labels: &l {a: b}\nscheduling:\n  nodeSelector:\n    <<: *l\n');
  expect(rest).toEqual([]);
  expect(first).toMatchObject({ code: 'yaml-syntax', line: 4, column: 5 });
  expect(first?.message).toContain('the merge key << is not read');
});

test.each([
  ['lists on one line', '['.repeat(101), 1, 101],
  ['maps on one line', '{a: '.repeat(101), 1, 401],
  ['lists in lists', '- '.repeat(101), 1, 201],
])('C4 nesting beyond 100 is refused: %s', (_, text, line, column) => {
  expect(places(text)).toEqual([`${line}:${column} yaml-syntax: maps and lists are nested more than 100 deep`]);
});

test('C4 nesting beyond 100 is refused: blocks', () => {
  const text = Array.from({ length: 102 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
  const [first, ...rest] = found(text);
  expect(rest).toEqual([]);
  expect(first).toMatchObject({ code: 'yaml-syntax', line: 101 });
});

test('C4 twenty thousand levels after many parses leave the process alive', () => {
  for (let run = 0; run < 50; run++) data('owner: a\ndatabase: {name: x}\n');
  for (let run = 0; run < 30; run++) {
    for (const text of ['['.repeat(20_000), '{a: '.repeat(20_000), '- '.repeat(20_000), '? '.repeat(20_000)]) {
      expect(found(`labels:\n  ${text}`)).toMatchObject([{ code: 'yaml-syntax', line: 2 }]);
    }
  }
});

test('C4 brackets in comments, quotes and block scalars nest nothing', () => {
  const brackets = '[{'.repeat(5000);
  expect(data(`# ${brackets}\nowner: a # ${brackets}\n`)).toEqual({ owner: 'a' });
  expect(data(`labels: {a: b} # ${brackets}\ndescription: "${'[{'.repeat(400)}"\n`)).toMatchObject({
    description: '[{'.repeat(400),
  });
  expect(data(`description: |\n  ${'- [{'.repeat(200)}\n`)).toMatchObject({ description: `${'- [{'.repeat(200)}\n` });
  expect(data(`description: '${"''[".repeat(300)}'\n`)).toMatchObject({ description: "'[".repeat(300) });
});

test('C4 a hundred levels are read', () => {
  const inner = '['.repeat(98) + ']'.repeat(98);
  expect(data(`scheduling: {affinity: {a: ${inner.slice(1, -1)}}}`)).toBeDefined();
});

test.each(['__proto__', 'constructor', 'prototype'])('C5 the key %s is refused and pollutes nothing', (key) => {
  expect(places(`labels:\n  ${key}: {polluted: yes}\n`)).toEqual([`2:3 unknown-key: labels.${key} is not a setting`]);
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
});

test('C5 what is loaded has no prototype', () => {
  const { layer } = loadValues(file, Buffer.from('labels: {a: b}\n'));
  expect(Object.getPrototypeOf(layer?.value)).toBeNull();
  expect(Object.getPrototypeOf(layer?.value.labels)).toBeNull();
});

test('C6 an unknown key is refused with the nearest name', () => {
  expect(places('databse:\n  name: x\n')).toEqual([
    '1:1 unknown-key: databse is not a setting; did you mean "database"?',
  ]);
  expect(places('database:\n  naem: x\n  size: 1Gi\n')).toEqual([
    '2:3 unknown-key: database.naem is not a setting; did you mean "name"?',
    '3:3 unknown-key: database.size is not a setting; did you mean "database.storage.size"?',
  ]);
  expect(places('access: {from: [{cidr: 10.0.0.0/8, podLables: {}}]}')).toEqual([
    '1:36 unknown-key: access.from[0].podLables is not a setting; did you mean "podLabels"?',
  ]);
});

test.each([
  ['nothing', ''],
  ['a comment', '# later\n'],
  ['a byte order mark', '\ufeff'],
  ['a document start', '---\n'],
  ['null', 'null\n'],
])('C7 a file with %s is empty', (_, text) => {
  expect(found(text)).toMatchObject([{ code: 'environment-empty', line: 1, column: 1 }]);
});

test.each(['- a\n', 'text\n', '5\n'])('C7 a file that holds no map is refused: %j', (text) => {
  expect(places(text)).toEqual(['1:1 invalid-value: the file must hold settings like "owner: team-orders"']);
});

test('C8 a second document is refused where it begins', () => {
  expect(places('owner: a\n---\nowner: b\n')).toEqual([
    '2:1 yaml-syntax: a second document begins here, but only one is read',
  ]);
});

test('C9 a directive is refused', () => {
  const [first] = found('%YAML 1.1\n---\ndatabase: {dataChecksums: no}\n');
  expect(first).toMatchObject({ code: 'yaml-syntax', line: 1, column: 1 });
  expect(found('# first\n%TAG ! tag:example.com,2000:\n---\nowner: a\n')).toMatchObject([{ line: 2, column: 1 }]);
});

test.each(['no', 'off', 'yes', 'on', '"true"', 'False1'])('C9 %s is no boolean', (word) => {
  const [first] = found(`database:\n  dataChecksums: ${word}\n`);
  expect(first).toMatchObject({ code: 'invalid-value', line: 2, column: 18 });
  expect(first?.message).toContain('database.dataChecksums must be true or false, not "');
});

test('C9 Norway is text', () => expect(data('owner: no\n')).toEqual({ owner: 'no' }));

test.each(['0755', '0o17', '0x1F', '+5', '.5', '.inf', '.nan', '-0755'])('C10 the number %s is refused', (number) => {
  expect(places(`database:\n  parameters:\n    a: ${number}\n`)).toEqual([
    `3:8 yaml-syntax: database.parameters.a: readers of YAML disagree about ${number}; write a decimal number, or "${number}" in quotes`,
  ]);
});

test('C10 quoted it is text', () => {
  expect(data('database: {parameters: {a: "0755"}}')).toEqual({ database: { parameters: { a: '0755' } } });
});

test.each(['12345678901234567890', '-9007199254740993', '1e400'])('C11 the number %s is refused', (number) => {
  expect(found(`database: {parameters: {a: ${number}}}`)).toMatchObject([
    { code: 'invalid-value', line: 1, column: 28 },
  ]);
});

test('C12 a tab as indentation is refused', () => {
  expect(places('database:\n\tname: x\n')).toEqual([
    '2:1 yaml-syntax: YAML is indented with spaces, and here stands a tab',
  ]);
});

test('C13 CRLF reads as LF, also in block scalars, and places are right', () => {
  expect(data('description: |\r\n  a\r\n  b\r\nowner: x\r\n')).toEqual({ description: 'a\nb\n', owner: 'x' });
  expect(found('owner: x\r\nownr: y\r\n')).toMatchObject([{ line: 2, column: 1, source: 'ownr: y' }]);
});

test('C13 a carriage return alone is refused', () => {
  expect(found('owner: a\rcluster: b\n')).toMatchObject([{ code: 'yaml-syntax', line: 1, column: 9 }]);
});

test('C14 a byte order mark is accepted and counts for no column', () => {
  expect(data('\ufeffowner: x\n')).toEqual({ owner: 'x' });
  expect(found('\ufeffownr: y\n')).toMatchObject([{ line: 1, column: 1 }]);
});

test('C15 bytes that are not UTF-8 are refused where they stand', () => {
  expect(
    found(Buffer.concat([Buffer.from('owner: \ufffd\nname: a'), Buffer.from([0xff]), Buffer.from('b\n')])),
  ).toMatchObject([{ code: 'file-encoding', line: 2, column: 8 }]);
  expect(found(Buffer.from('\ufeffowner: x\n', 'utf16le'))).toMatchObject([
    { code: 'file-encoding', line: 1, column: 1 },
  ]);
});

test.each(['!Foo x', '!!js/function x', '!!binary aGk=', '!!int 3', '! x', '!<tag:yaml.org,2002:str> x'])(
  'C16 the tag of %s is refused',
  (value) => {
    const [first] = found(`owner: a\ndescription: ${value}\n`);
    expect(first).toMatchObject({ code: 'yaml-syntax', line: 2, column: 14 });
    expect(first?.message).toMatch(/^the tag !.* is not read: write the plain value$/);
  },
);

test.each([
  ['{a: 1}: x', 2, 'a key must be a plain word, not a map, a list or an alias'],
  ['? [a]\n  : x', 4, 'a key must be a plain word, not a map, a list or an alias'],
  [': x', 2, 'a key is empty'],
  ['15: x', 2, 'the key 15 is not text: write "15"'],
  ['true: x', 2, 'the key true is not text: write "true"'],
  ['null: x', 2, 'the key null is not text: write "null"'],
])('C16 the key of %j is refused', (text, indent, message) => {
  const column = indent === 4 ? 5 : 3;
  expect(places(`labels:\n  ${text}\n`)).toEqual([`2:${column} yaml-syntax: ${message}`]);
});

test('C17 control characters are refused, raw and escaped', () => {
  expect(found('owner: a\ndescription: b\0c\n')).toMatchObject([{ code: 'yaml-syntax', line: 2, column: 15 }]);
  expect(places('description: "a\\0b"\n')).toEqual([
    '1:14 invalid-value: description holds the character U+0000, which a reader cannot see',
  ]);
  for (const sequence of ['\\x1b', '\\x7f', '\\x85', '\\u2028', '\\u202e', '\\ud800', '\\r']) {
    expect(found(`database: {name: "a${sequence}"}\n`)).toMatchObject([{ code: 'invalid-value', line: 1, column: 18 }]);
    expect(found(`labels: {"a${sequence}": b}\n`)).toMatchObject([{ code: 'invalid-value', line: 1, column: 10 }]);
  }
});

test('C17 line breaks and emoji in text are fine', () => {
  expect(data('description: "a\\nb\\t👍"\n')).toEqual({ description: 'a\nb\t👍' });
});

test.each([
  ['credentials.password', 'credentials:\n  password: hunter2\n', 2, 3],
  ['a number', 'credentials:\n  password: 12345\n', 2, 3],
  ['another name', 'dbPassword: hunter2\n', 1, 1],
  ['a key', 'backup:\n  s3-secret-key: hunter2\n', 2, 3],
  ['a bare token', 'token: hunter2\n', 1, 1],
  ['an annotation', 'serviceAccount:\n  annotations:\n    example.com/db-password: hunter2\n', 3, 5],
  ['a connection string', 'database:\n  parameters:\n    primary_conninfo: host=x password=hunter2\n', 3, 5],
  ['a URL', 'description: postgres://me:hunter2@host/db\n', 1, 1],
  ['a private key', 'description: |\n  -----BEGIN RSA PRIVATE KEY-----\n  hunter2\n', 1, 1],
])('C31 a literal secret is refused: %s', (_, text, line, column) => {
  const secrets = found(text).filter(({ code }) => code === 'secret-in-values');
  expect(secrets).toMatchObject([{ line, column }]);
  expect(secrets[0]?.message).toContain('put it into a Secret');
  expect(JSON.stringify(secrets)).not.toContain('hunter2');
});

test('C31 a key of the repository belongs into another Secret than a password', () => {
  const [key] = found('backup:\n  repository: {secretKey: hunter2}\n');
  expect(key?.message).toContain('name that in backup.repository (credentialsSecret, cipher)');
});

test('C31 a line with a secret is not shown by other mistakes on it either', () => {
  const diagnostics = found('credentials: {password: hunter2, sorce: generated}\nownr: x\n');
  expect(diagnostics.map(({ code }) => code).sort()).toEqual(['secret-in-values', 'unknown-key', 'unknown-key']);
  expect(JSON.stringify(diagnostics)).not.toContain('hunter2');
  expect(diagnostics.find(({ line }) => line === 2)?.source).toBe('ownr: x');
});

test('C31 settings whose names only sound like secrets are no secrets', () => {
  const text = [
    'credentials: {source: existing, secret: orders-login, keys: {password: PGPASSWORD}}',
    'imagePullSecrets: [registry]',
    'labels: {uses-secret: "true", secret: orders-login}',
    'database: {parameters: {password_encryption: scram-sha-256, ssl_passphrase_command_supports_reload: off}}',
    'description: The password stands in Vault; see https://example.com/a:b',
  ];
  expect(data(text.join('\n'))).toBeDefined();
});

test('all mistakes of a file are reported at once, and a refused value is not also missing', () => {
  const text =
    'owner: 5\nlabels: {a: 1, a: 2}\ncredentials: {store: {name: x, kind: !y SecretStore}, remote: {key: 0755}}\nclustr: z\n';
  expect(places(text).sort()).toEqual([
    '1:8 invalid-value: owner must be text: quote it, "5"',
    '2:16 yaml-syntax: labels.a is written twice',
    '3:38 yaml-syntax: the tag !y is not read: write the plain value',
    '3:69 yaml-syntax: credentials.remote.key: readers of YAML disagree about 0755; write a decimal number, or "0755" in quotes',
    '4:1 unknown-key: clustr is not a setting; did you mean "cluster"?',
  ]);
});

test('a file beyond 1 MiB is not parsed', () => {
  expect(found(`# ${'x'.repeat(1024 * 1024)}`)).toMatchObject([{ code: 'file-too-large', line: 1, column: 1 }]);
});

test('defaults.yaml may be empty, and its faults have the same places', () => {
  expect(loadDefaults('environments/defaults.yaml', Buffer.from('# none yet\n'))).toMatchObject({
    layer: { value: {} },
    profiles: {},
    diagnostics: [],
  });
  const { diagnostics } = loadDefaults(
    'environments/defaults.yaml',
    Buffer.from('profiles:\n  production:\n    ownr: x\n'),
  );
  expect(diagnostics).toMatchObject([{ code: 'unknown-key', line: 3, column: 5, file: 'environments/defaults.yaml' }]);
});

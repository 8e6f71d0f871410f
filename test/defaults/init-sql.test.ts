import { codes, environment, type Files, problems } from './resolved';

const values = (...names: string[]): string => JSON.stringify({ database: { name: 'a', owner: 'a', initSql: names } });

test('files are read in the order given, with LF line ends and without a byte order mark', () => {
  const files = { 'b.sql': '\ufeffselect 1;\r\nselect 2;\r', 'a.sql': 'select 3;\n' };
  expect(environment(values('b.sql', 'a.sql'), { files }).database.initSql).toEqual([
    { name: 'b.sql', text: 'select 1;\nselect 2;\n' },
    { name: 'a.sql', text: 'select 3;\n' },
  ]);
});

test.each<[string, string, Files, string]>([
  ['does not exist', 'a.sql', {}, 'file-missing'],
  ['stands in a directory', 'x/a.sql', { 'x/a.sql': '' }, 'invalid-value'],
  ['stands outside', '../a.sql', { '../a.sql': '' }, 'invalid-value'],
  ['is the directory', '..', { '..': '' }, 'invalid-value'],
  ['is absolute', '/etc/passwd', {}, 'invalid-value'],
  ['is not UTF-8', 'a.sql', { 'a.sql': Buffer.from([0xff, 0xfe]) }, 'file-encoding'],
  ['holds NUL', 'a.sql', { 'a.sql': 'a\0b' }, 'file-encoding'],
  ['sets a password', 'a.sql', { 'a.sql': "create role x login\n password 'hunter2';" }, 'secret-in-values'],
])('a file that %s is refused', (_, name, files, code) => expect(codes(values(name), { files })).toEqual([code]));

test('a file listed twice would run twice', () => {
  expect(codes(values('a.sql', 'a.sql'), { files: { 'a.sql': '' } })).toEqual(['invalid-value']);
});

test('C29 all files together fit into a ConfigMap', () => {
  const half = 'x'.repeat(450 * 1024);
  expect(codes(values('a.sql', 'b.sql'), { files: { 'a.sql': half, 'b.sql': half } })).toEqual([]);
  expect(codes(values('a.sql', 'b.sql'), { files: { 'a.sql': half, 'b.sql': `${half}x` } })).toEqual([
    'file-too-large',
  ]);
});

test('a long file of roles without passwords is searched quickly', () => {
  const files = { 'a.sql': 'create role x password '.repeat(38_000) };
  const start = process.hrtime.bigint();
  expect(problems(values('a.sql'), { files })).toEqual([]);
  expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(2000);
});

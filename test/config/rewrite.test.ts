import * as fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { rewrite } from '../../lib/config/rewrite';

const bootstrap = { from: 'backup', environment: 'orders', generation: 1, target: { time: '2026-11-20T12:00:00Z' } };
const restore = [
  { path: ['database', 'generation'], value: 2 },
  { path: ['bootstrap'], value: bootstrap },
];
const line = 'bootstrap: {from: backup, environment: orders, generation: 1, target: {time: "2026-11-20T12:00:00Z"}}';

test('a key that is absent gets a line of its own, and everything else stays as it was', () => {
  const text = `# Orders
owner: team-orders   # aligned

database:
  # the shop
  name: shop
  owner: shop # its role
  storage: { size: 20Gi }
  parameters:
    work_mem: 8MB # measured

# who may come in
access: {namespaces: [shop]}
`;
  expect(rewrite(text, restore)).toBe(
    `${text.replace('  storage: { size: 20Gi }\n', '  storage: { size: 20Gi }\n  generation: 2\n')}${line}\n`,
  );
});

test('a number is replaced where it stands, with the comment beside it', () => {
  expect(rewrite('database:\n  generation: 1 # since May\n  name: shop\n', restore.slice(0, 1))).toBe(
    'database:\n  generation: 2 # since May\n  name: shop\n',
  );
});

test('flow style stays flow style', () => {
  expect(rewrite('database: {name: shop, owner: shop}\n', restore)).toBe(
    `database: {name: shop, owner: shop, generation: 2}\n${line}\n`,
  );
  expect(rewrite('{database: {name: shop, generation: 1}, owner: x}\n', restore.slice(0, 1))).toBe(
    '{database: {name: shop, generation: 2}, owner: x}\n',
  );
});

test('an earlier block is replaced as a whole, its comments stay above it', () => {
  const text = `bootstrap: # the preview
  from: backup
  environment: production # of the shop
  target:
    # before the migration
    time: "2026-01-01T00:00:00Z"
# after it
owner: x
`;
  expect(rewrite(text, restore.slice(1))).toBe(
    `# the preview\n# of the shop\n# before the migration\n${line}\n# after it\nowner: x\n`,
  );
});

test('an earlier block on one line keeps the comment beside it', () => {
  expect(rewrite('owner: x\nbootstrap: {from: backup, environment: a} # ours\nname: y\n', restore.slice(1))).toBe(
    `owner: x\n${line} # ours\nname: y\n`,
  );
});

test.each([
  ['no line break at the end', 'database:\n  name: shop', 'database:\n  name: shop\n  generation: 2\n'],
  ['Windows line ends', 'database:\r\n  name: shop\r\n', 'database:\r\n  name: shop\r\n  generation: 2\r\n'],
  ['no database', 'owner: x\n', 'owner: x\ndatabase:\n  generation: 2\n'],
  [
    'only maps below it',
    'database:\n  storage:\n    size: 1Gi\n',
    'database:\n  storage:\n    size: 1Gi\n  generation: 2\n',
  ],
  ['a text of many lines', 'database:\n  name: |\n    shop\n', 'database:\n  name: |\n    shop\n  generation: 2\n'],
])('%s', (_, text, expected) => {
  expect(rewrite(text, restore.slice(0, 1)).replace(/(\r?\n)?$/, '')).toBe(expected.replace(/(\r?\n)?$/, ''));
});

test('text that looks like something else is quoted', () => {
  const value = { from: 'backup', target: { xid: '4711', name: 'a: b # c', lsn: '0/3000060' } };
  expect(parse(rewrite('owner: x\n', [{ path: ['bootstrap'], value }]))).toEqual({ owner: 'x', bootstrap: value });
});

/** Values as people write them: block, flow, and mixed at some width. */
const data = fc.record({
  owner: fc.string({ unit: 'grapheme' }),
  database: fc.dictionary(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1 }),
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.array(fc.integer()),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.string()),
    ),
    { minKeys: 1 },
  ),
});

test('what was asked is what is read afterwards, and nothing else changes (property)', () => {
  fc.assert(
    fc.property(data, fc.integer({ min: 0, max: 3 }), (before, collectionStyle) => {
      const text = stringify(
        before,
        [{}, { collectionStyle: 'flow' as const }, { indent: 4 }, { lineWidth: 20 }][collectionStyle],
      );
      expect(parse(rewrite(text, restore))).toEqual({
        ...before,
        database: { ...before.database, generation: 2 },
        bootstrap,
      });
    }),
  );
});

test('a byte order mark at the beginning stays', () => {
  expect(rewrite('\ufeffdatabase:\n  generation: 1\n  name: shop\n', restore.slice(0, 1))).toBe(
    '\ufeffdatabase:\n  generation: 2\n  name: shop\n',
  );
});

const without = (...path: readonly string[]) => [{ path, value: undefined }];

test.each([
  [
    'a block goes with what is said in it, and what stands above and below stays',
    'a: 1\n# above\nbootstrap: # the preview\n  from: backup\n  target:\n    # x\n    time: "1"\n\n# below\nb: 2\n',
    ['bootstrap'],
    'a: 1\n# above\n\n# below\nb: 2\n',
  ],
  ['a line goes', 'a: 1\nexpiresOn: 2027-01-31 # soon\nb: 2\n', ['expiresOn'], 'a: 1\nb: 2\n'],
  ['the last line goes', 'a: 1\nexpiresOn: 2027-01-31', ['expiresOn'], 'a: 1\n'],
  ['a line of a block goes', 'a:\n  b: 1\n  c: 2 # two\nd: 3\n', ['a', 'c'], 'a:\n  b: 1\nd: 3\n'],
  ['text of many lines goes', 'a: |\n  1\n  2\n# of b\nb: 2\n', ['a'], '# of b\nb: 2\n'],
  ['the first of a map on one line', 'a: {b: 1, c: 2}\n', ['a', 'b'], 'a: {c: 2}\n'],
  ['the last of a map on one line', 'a: {b: 1, c: 2} # both\n', ['a', 'c'], 'a: {b: 1} # both\n'],
  ['a block that it alone stood in goes as well', 'a: 1\nb:\n  c:\n    d: 1\ne: 2\n', ['b', 'c', 'd'], 'a: 1\ne: 2\n'],
  ['a list without indentation', 'a:\n- b: 1\n  c: 2\n# of d\nd: 3\n', ['a'], '# of d\nd: 3\n'],
  ['Windows line ends', 'a: 1\r\nb: 2\r\nc: 3\r\n', ['b'], 'a: 1\r\nc: 3\r\n'],
  ['a key that is not there', 'a: 1 # one\n', ['b', 'c'], 'a: 1 # one\n'],
])('what is undefined is removed: %s', (_, text, path, expected) => {
  expect(rewrite(text, without(...path))).toBe(expected);
});

test('what is removed is gone, and nothing else changes (property)', () => {
  fc.assert(
    fc.property(data, fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b', 'c'), (before, style, key) => {
      const text = stringify(
        before,
        [{}, { collectionStyle: 'flow' as const }, { indent: 4 }, { lineWidth: 20 }][style],
      );
      const { [key]: _, ...rest } = before.database;
      const { database, ...others } = before;
      expect(parse(rewrite(text, without('database', key)))).toEqual(
        Object.keys(rest).length === 0 ? others : { ...others, database: rest },
      );
    }),
  );
});

test('a list that is set stands on one line', () => {
  expect(
    rewrite('access:\n  namespaces:\n    - a\nb: 1\n', [{ path: ['access', 'namespaces'], value: ['c', 'd'] }]),
  ).toBe('access:\n  namespaces: [c, d]\nb: 1\n');
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Composer, type Document, type Node } from 'yaml';
import { tokenize } from '../../lib/config/nesting';
import { readSimpleYaml } from '../../lib/config/simple-yaml';
import { toPlainData } from '../../lib/config/strictness';

/** What the full reader makes of a text: its data, or that it found a fault. */
const fully = (text: string): unknown => {
  const { tokens, faults, hopeless } = tokenize(text);
  if (hopeless || faults.length > 0) return 'fault';
  const documents: Document.Parsed[] = [...new Composer({ version: '1.2' }).compose(tokens, true, text.length)];
  const [document] = documents;
  if (document === undefined || documents.length > 1 || document.errors.length > 0) return 'fault';
  const { data, findings, hasNull } = toPlainData(document.contents as Node | null);
  return findings.length > 0 || hasNull ? 'fault' : data;
};

const agrees = (text: string): void => {
  const simple = readSimpleYaml(text);
  if (simple !== undefined) expect([text, simple]).toEqual([text, fully(text)]);
};

const piece = fc.constantFrom(
  ...[
    'a',
    'b',
    'key',
    'on',
    'no',
    'true',
    'null',
    '~',
    '0',
    '1',
    '12',
    '007',
    '0x1F',
    '1e3',
    '1.5',
    '-1',
    '20Gi',
    '500m',
  ],
  ...[
    '"4711"',
    '"a b"',
    "'x'",
    '""',
    '"\\n"',
    'a b',
    'a:b',
    'a: b',
    'a:',
    ':',
    ': ',
    ' #',
    '#',
    '- ',
    '-',
    ', ',
    ',',
    '?',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '{a: 1}',
    '[a, b]',
    '{a: {b: [c]}}',
    '&x ',
    '*x',
    '!t ',
    '|',
    '>',
    '%',
    '@',
    '`',
    '\t',
    '---',
    '...',
  ],
  ...[
    ' ',
    '  ',
    '    ',
    '\n',
    '\n  ',
    '\n    ',
    'a: ',
    'b: ',
    'c:\n  ',
    'constructor',
    '__proto__',
    '<<',
    '\r\n',
    'ä',
    '1_000',
    '1:30',
  ],
);

test('whatever it reads, the full reader reads in the same way', () => {
  const assembled = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(assembled, agrees), { numRuns: 20_000 });
});

test('lines of keys and values are read as the full reader reads them', () => {
  const value = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
  const line = fc
    .tuple(fc.constantFrom('', '  ', '    '), fc.constantFrom('a', 'b', 'key', 'x.y', 'no', 'p-q'), value)
    .map(([indent, key, text]) => `${indent}${key}: ${text}`.trimEnd());
  const header = fc.constantFrom('a:', '  b:', 'c:', '    d:', '', '# words: [', '   # words');
  const text = fc.array(fc.oneof(line, header), { maxLength: 6 }).map((lines) => `${lines.join('\n')}\n`);
  fc.assert(fc.property(text, agrees), { numRuns: 20_000 });
});

test.each([
  ['a: 1\n', { a: 1 }],
  [
    'a: "17"\nb:\n  c: 20Gi\n  d: {e: [x, {f: "y z"}], g: true}\nh: two words\n',
    { a: '17', b: { c: '20Gi', d: { e: ['x', { f: 'y z' }], g: true } }, h: 'two words' },
  ],
  [
    'images: {postgres: registry.example/pgfleet-postgres:17}\n',
    { images: { postgres: 'registry.example/pgfleet-postgres:17' } },
  ],
])('%j is simple', (text, data) => {
  expect(readSimpleYaml(text)).toEqual(data);
  agrees(text);
});

test.each([
  ...[
    '',
    '\n',
    '# only\n',
    'a:\n',
    'a:\nb: 1\n',
    'a: 1\na: 2\n',
    'a: no\n',
    'no: a\n',
    'a: 1.10\n',
    'a: 0x1F\n',
    'a: 017\n',
    'a: ~\n',
  ],
  ...[
    'a: b # c\n',
    'a: b: c\n',
    'a: [b\n',
    'a: [b,]\n',
    'a: {b}\n',
    'a: |\n  b\n',
    'a: &x b\n',
    'a: *x\n',
    'a: !!str b\n',
    '- a\n',
  ],
  ...[
    'a:\n    b: 1\n  c: 2\n',
    'constructor: a\n',
    '__proto__: a\n',
    'a: b\r\n',
    '\ta: b\n',
    'a: 123456789012345678\n',
    'a: 2020-01-01\n',
  ],
])('%j is left to the full reader', (text) => {
  expect(readSimpleYaml(text)).toBeUndefined();
});

test('sample environments are read as the full reader reads them', () => {
  const directory = join(__dirname, '..', '..', 'environments');
  const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) agrees(readFileSync(join(directory, name, 'values.yaml'), 'utf8'));
  expect(folders.length).toBeGreaterThan(5);
});

import type { Diagnostic } from '../lib/diagnostic';
import { renderDiagnostics } from '../lib/diagnostic-render';

const typo: Diagnostic = {
  code: 'unknown-key',
  file: 'environments/dev/values.yaml',
  line: 7,
  column: 3,
  message: 'backup.retantion is not a setting; did you mean "retention"?',
  source: '  retantion: 4',
};
const text = (diagnostic: Partial<Diagnostic>, color = false): string =>
  renderDiagnostics([{ ...typo, ...diagnostic }], { color, format: 'text' });

test('text is the place, the code, the message, the line and a caret', () => {
  expect(text({})).toBe(
    [
      'environments/dev/values.yaml:7:3 unknown-key: backup.retantion is not a setting; did you mean "retention"?',
      '    retantion: 4',
      '    ^',
      '',
    ].join('\n'),
  );
});

test('without a line there is no caret, and without diagnostics nothing', () => {
  const { source, ...bare } = typo;
  expect(renderDiagnostics([bare], { color: false, format: 'text' }).split('\n')).toHaveLength(2);
  expect(renderDiagnostics([], { color: false, format: 'text' })).toBe('');
  expect(source).toBeDefined();
});

test('tabs stand below tabs, and an emoji is one column of the file and two of a terminal', () => {
  expect(text({ source: '\ta: 👍 b', column: 7 }).split('\n').slice(1, 3)).toEqual(['  \ta: 👍 b', '  \t      ^']);
});

test('a long line is cut around the column', () => {
  const [, line, caret] = text({ source: `${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`, column: 5001 }).split('\n');
  expect(line?.length).toBeLessThan(130);
  expect(line?.slice(caret?.indexOf('^'))).toMatch(/^HERE/);
});

test('a file cannot write to the terminal', () => {
  const hostile = '\u001b[2J\u0007\u009b\u202e';
  const shown = text({ source: hostile, message: hostile, file: `a\n${hostile}` });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
});

test('colour only where asked', () => {
  expect(text({}, true)).toContain('\u001b[31munknown-key\u001b[0m');
  expect(text({})).not.toContain('\u001b');
});

test('JSON carries a schema version and is sorted by place', () => {
  const out = JSON.parse(renderDiagnostics([{ ...typo, line: 9 }, typo], { color: true, format: 'json' }));
  expect(out).toEqual({ schemaVersion: 1, diagnostics: [typo, { ...typo, line: 9 }] });
  expect(JSON.parse(renderDiagnostics([], { color: false, format: 'json' }))).toEqual({
    schemaVersion: 1,
    diagnostics: [],
  });
});

test('GitHub annotations are escaped', () => {
  const out = renderDiagnostics([{ ...typo, file: 'a,b:c%\n.yaml', message: '50% a:b,c\r\n::error::' }], {
    color: true,
    format: 'github',
  });
  expect(out).toBe('::error file=a%2Cb%3Ac%25%0A.yaml,line=7,col=3,title=unknown-key::50%25 a:b,c%0D%0A::error::\n');
});

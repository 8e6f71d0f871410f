import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNames } from '../../lib/config/schema/checks';

const directory = join(__dirname, '..', '..', 'lib', 'scripts', 'checks');

interface Meaning {
  readonly check: string;
  readonly severity: string;
  readonly means: string;
  readonly do: string;
}

const text = readFileSync(join(directory, 'findings.json'), 'utf8');
const findings: Readonly<Record<string, Meaning>> = JSON.parse(text);
const codes = Object.keys(findings);

/** Beside the checks, the run of them: a server that does not answer, a budget that ended. */
const places = [...checkNames, 'run'];

const scripts = readdirSync(directory).filter((name) => /\.(sh|sql|jq)$/.test(name));
/** Without comments, which name codes as well. */
const written = scripts
  .map((name) => readFileSync(join(directory, name), 'utf8').replace(/^\s*(#|--).*$/gm, ''))
  .join('\n');
const prefixes = [...new Set(codes.map((code) => code.replace(/-.*/, '')))].join('|');

test.each(codes)('%s has a check, a severity, and sentences', (code) => {
  const meaning = findings[code];
  expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(Object.keys(meaning ?? {})).toEqual(['check', 'severity', 'means', 'do']);
  expect(places).toContain(meaning?.check);
  expect(['critical', 'unknown', 'warning', 'info']).toContain(meaning?.severity);
  for (const sentences of [meaning?.means, meaning?.do]) {
    expect(sentences).toMatch(/^[A-Za-z][^\n]{8,400}\.$/);
    expect(sentences).not.toMatch(/ {2}|\.\.$/);
  }
});

test('no code is there twice', () => {
  expect([...text.matchAll(/^ {2}"([-a-z]+)": \{/gm)].map(([, code]) => code)).toEqual(codes);
});

test('every code is given by a script', () => {
  // Some are put together: transaction-age and -critical.
  const given = (code: string) =>
    written.includes(code) || (code.endsWith('-critical') && written.includes(code.slice(0, -9)));
  expect(codes.filter((code) => !given(code))).toEqual([]);
});

test('every code that SQL gives has its meaning', () => {
  const sql = scripts
    .filter((name) => name.endsWith('.sql'))
    .map((name) => readFileSync(join(directory, name), 'utf8'));
  const quoted = sql.flatMap((one) =>
    [...one.matchAll(new RegExp(`'((?:${prefixes})-[a-z]+(?:-[a-z]+)*)'`, 'g'))].map(([, code]) => code ?? ''),
  );
  expect(quoted.length).toBeGreaterThan(40);
  expect([...new Set(quoted)].filter((code) => findings[code] === undefined)).toEqual([]);
});

test('every code that a shell script gives has its meaning', () => {
  const shell = scripts
    .filter((name) => name.endsWith('.sh'))
    .map((name) => readFileSync(join(directory, name), 'utf8'));
  const named = shell.flatMap((one) =>
    [...one.matchAll(/^\s*finding ([a-z]+-[-a-z]+)/gm)].map(([, code]) => code ?? ''),
  );
  expect(named.length).toBeGreaterThan(0);
  expect([...new Set(named)].filter((code) => findings[code] === undefined)).toEqual([]);
});

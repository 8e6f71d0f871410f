import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { riskClasses } from '../../lib/plan/change';
import { unclassified } from '../../lib/plan/plan';
import { rules } from '../../lib/plan/rules';

const folder = join(__dirname, '..', '..', 'docs', 'plan');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const codes = [...rules, unclassified];
/** About plan itself, and not about a code. */
const others = ['README.md', 'accuracy.md', 'example.md'];

test('every code has one page, and every page a code', () => {
  const pages = readdirSync(folder).filter((file) => !others.includes(file));
  expect(pages.sort()).toEqual(codes.map(({ id }) => `${id}.md`).sort());
});

test.each(codes.map(({ id }) => id))('the page of %s says what happens, why, and the way out', (id) => {
  const headings = read(`${id}.md`)
    .split('\n')
    .filter((line) => line.startsWith('#'));
  expect(headings).toEqual([`# ${id}`, '## What happens', '## Why', '## Way out']);
  const sections = read(`${id}.md`).split(/^## .*$/m);
  expect(sections.slice(1).filter((text) => text.trim().length < 10)).toEqual([]);
});

test.each(codes)('the page of $id names its class and what it finds', ({ id, class: risk, summary }) => {
  expect(read(`${id}.md`)).toContain(`Class \`${risk}\`. ${summary}`);
});

test('the index lists every code with its class', () => {
  const rows = [...read('README.md').matchAll(/^\| \[(\S+)\]\(\S+\.md\) \| `(\S+)` \| (.+) \|$/gm)];
  const listed = rows.map(([, id, risk, summary]) => `${id} ${risk} ${summary}`);
  expect(listed.sort()).toEqual(codes.map(({ id, class: risk, summary }) => `${id} ${risk} ${summary}`).sort());
});

test('the index explains every class, the worst first', () => {
  const rows = [...read('README.md').matchAll(/^\| `(\S+)` \| /gm)].map(([, risk]) => risk);
  expect(rows).toEqual([...riskClasses].reverse());
});

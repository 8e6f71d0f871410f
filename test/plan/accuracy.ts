import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { riskClasses } from '../../lib/plan/change';
import { type Happening, happenings, type Pair } from './corpus';
import { agreement, type Verdict } from './verdict';

/** A pair, what plan says of it, and what a cluster did. */
export interface Row {
  readonly pair: Pair;
  readonly verdict: Verdict;
  readonly happens: Happening;
}

const file = join(__dirname, '../../docs/plan/accuracy.md');
const sections = ['matrix', 'unknown', 'pairs'] as const;
type Section = (typeof sections)[number];
const pattern = (section: Section): RegExp => new RegExp(`<!-- ${section} -->\n[\\s\\S]*?<!-- /${section} -->`);

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');

/** Rows: what a cluster did; columns: what plan says. */
export const matrix = (rows: readonly Row[]): string => {
  const columns = riskClasses.filter((risk) => rows.some(({ verdict }) => verdict.class === risk));
  return table(
    ['in a cluster', ...columns.map((risk) => `plan: ${risk}`)],
    happenings.map((happens) => [
      happens,
      ...columns.map(
        (risk) => rows.filter((row) => row.happens === happens && row.verdict.class === risk).length || '',
      ),
    ]),
  );
};

const unknown = (rows: readonly Row[]): string =>
  table(
    ['pair', 'in a cluster', 'plan', 'what decides'],
    rows
      .filter(({ pair, verdict }) => agreement(pair, verdict) === 'unknown')
      .map(({ pair, happens, verdict }) => [pair.id, happens, verdict.class, pair.hidden ?? verdict.reason ?? '']),
  );

const pairs = (rows: readonly Row[]): string =>
  table(
    ['pair', 'what changes', 'in a cluster', 'plan', 'codes'],
    rows.map(({ pair, happens, verdict }) => [
      pair.id,
      pair.what,
      happens,
      `${verdict.class}${agreement(pair, verdict) === 'judged' ? ' (judged)' : ''}`,
      verdict.codes.join(' '),
    ]),
  );

/** The parts of docs/plan/accuracy.md that are made, as they have to be. */
export const documentedAs = (rows: readonly Row[]): Readonly<Record<Section, string>> => ({
  matrix: matrix(rows),
  unknown: unknown(rows),
  pairs: pairs(rows),
});

const marked = (section: Section, text: string): string => `<!-- ${section} -->\n${text}<!-- /${section} -->`;

/** The parts as they are. */
export const documented = (): Readonly<Record<string, string>> => {
  const text = readFileSync(file, 'utf8');
  return Object.fromEntries(
    sections.map((section) => [
      section,
      (pattern(section).exec(text)?.[0] ?? '').replace(/^<!--.*-->\n|<!--.*-->$/g, ''),
    ]),
  );
};

export const document = (parts: Readonly<Record<Section, string>>): void =>
  writeFileSync(
    file,
    sections.reduce(
      (text, section) => text.replace(pattern(section), () => marked(section, parts[section])),
      readFileSync(file, 'utf8'),
    ),
  );

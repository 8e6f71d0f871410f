import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Damage, damages } from './damage';
import { type Level, levels, type Measured } from './matrix';

/** What finds what, as docs/checks.md tells it: for each damage and each word of a column, the majors of which it is true. */
type Table = Readonly<Record<string, Readonly<Record<Column, ReadonlyMap<string, readonly string[]>>>>>;
type Column = Level | 'codes' | 'tools';

const majors = ['15', '17'] as const;
const columns: readonly Column[] = [...levels, 'codes', 'tools'];
const file = join(__dirname, '../../../docs/checks.md');
const section = /<!-- matrix -->\n[\s\S]*?<!-- \/matrix -->/;

/** The findings of a level that speak of this damage; advice does not count. */
export const findingsOf = (damage: Damage, measured: Measured, level: Level): readonly string[] =>
  measured.findings[level]
    .filter(({ severity }) => severity !== 'info')
    .filter(({ code, database, object, detail }) => damage.names.test(`${code} ${database ?? ''} ${object} ${detail}`))
    .map(({ code }) => code);

export const documented = (): string => section.exec(readFileSync(file, 'utf8'))?.[0] ?? '';

export const document = (text: string): void =>
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(section, () => text),
  );

/** The section as it has to be: with what was measured now on one major; the rest as it was. */
export const sectionWith = (major: string, measured: ReadonlyMap<Damage, Measured>): string => {
  const before = parse(documented());
  const rows = damages.map((damage) => {
    const now = measured.get(damage);
    const wordsOfNow = (column: Column): readonly string[] => {
      if (now === undefined) return wordsOn(major, before[damage.title]?.[column]);
      if (column === 'tools') return Object.keys(now.said);
      if (column === 'codes') return [...new Set(findingsOf(damage, now, 'full'))];
      return findingsOf(damage, now, column).length > 0 ? ['yes'] : [];
    };
    const cells = columns.map(
      (column) => merged(before[damage.title]?.[column] ?? new Map(), major, wordsOfNow(column)) || nothing(column),
    );
    return [damage.title, ...cells, damage.remark ?? ''];
  });
  const lines = [['damage', ...levels, 'codes', 'other tools', 'remarks'], [...'-------'].map(() => '---'), ...rows];
  return `<!-- matrix -->\n${lines.map((line) => `| ${line.join(' | ')} |\n`).join('')}<!-- /matrix -->`;
};

const merged = (before: ReadonlyMap<string, readonly string[]>, major: string, now: readonly string[]): string => {
  const words = [...new Set([...before.keys(), ...now])].sort();
  const cells = words.flatMap((word) => {
    const others = (before.get(word) ?? []).filter((each) => each !== major);
    const all = [...others, ...(now.includes(word) ? [major] : [])].sort();
    if (all.length === 0) return [];
    return all.length === majors.length ? [word] : [`${word} (${all.join(', ')})`];
  });
  return cells.join(', ');
};

const nothing = (column: Column): string => (column === 'codes' || column === 'tools' ? 'none' : 'no');

const wordsOn = (major: string, words: ReadonlyMap<string, readonly string[]> = new Map()): readonly string[] =>
  [...words].filter(([, on]) => on.includes(major)).map(([word]) => word);

const parse = (text: string): Table =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2)
      .map((line) => {
        const [title = '', ...cells] = line.slice(2, -2).split(' | ');
        return [title, Object.fromEntries(columns.map((column, index) => [column, wordsOf(cells[index] ?? '')]))];
      }),
  ) as Table;

const wordsOf = (cell: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...cell.matchAll(/([\w-]+)(?: \(([\d, ]+)\))?/g)]
      .filter(([, word]) => word !== 'no' && word !== 'none')
      .map(([, word = '', only]) => [word, only === undefined ? majors : only.split(', ')]),
  );

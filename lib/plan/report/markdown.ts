import type { JudgedChange } from '../allow';
import { compareSeverity, quietClasses, riskClasses } from '../change';
import { byEnvironment, fieldLine, type Group } from './group';
import { summarize, summaryLine } from './summary';

/** By this the workflow finds its own comment again. */
export const marker = '<!-- pgfleet-plan -->';

/** GitHub refuses a longer comment. */
export const longestComment = 65_536;

/** A file that changed, as a unified diff. */
export interface FileDiff {
  readonly environment: string;
  readonly text: string;
}

/**
 * A comment for a pull request. Where it would be too long, the diffs go first, then the words about what is no danger, then all words; the
 * findings themselves never: at the end they are listed, and then counted, by their codes.
 */
export const planMarkdown = (
  changes: readonly JudgedChange[],
  diffs: readonly FileDiff[],
  notices: readonly string[] = [],
): string => {
  const head = [
    marker,
    '## pgfleet plan',
    '',
    escaped(summaryLine(summarize(changes))),
    ...notices.map((line) => `\n${escaped(line)}`),
  ];
  const bodies = [
    () => [...long(changes), ...folded(diffs)],
    () => [...long(changes), ...(diffs.length === 0 ? [] : ['', '_The diffs are left out: they would be too long._'])],
    () => [
      ...long(changes.filter(isGrave)),
      ...byCode(
        changes.filter((one) => !isGrave(one)),
        listing,
      ),
    ],
    () => [
      ...long(changes.filter(isGrave)),
      ...byCode(
        changes.filter((one) => !isGrave(one)),
        () => [],
      ),
    ],
    () => byCode(changes, listing),
    () => byCode(changes, (fields) => [`- ${counted(fields, ({ environment }) => environment || '(one directory)')}`]),
    () => byCode(changes, () => []),
  ];
  for (const body of bodies) {
    const text = `${[...head, ...body()].join('\n')}\n`;
    if (text.length <= longestComment) return text;
  }
  throw new Error('a count of every code is longer than a comment can be');
};

/** What a reader must see in full as long as there is room. */
const isGrave = (change: JudgedChange): boolean => compareSeverity(change.class, 'unclassified') >= 0;

const listing = (fields: readonly JudgedChange[]): readonly string[] => fields.map((one) => `- ${short(one)}`);

const long = (changes: readonly JudgedChange[]): readonly string[] =>
  [...byEnvironment(changes)].flatMap(([id, groups]) => [
    '',
    `### ${id === '' ? 'Changes' : code(id)}`,
    '',
    ...groups.flatMap(groupLines),
  ]);

const groupLines = ({ first, objects, fields }: Group): readonly string[] => {
  const values = fields
    .map(fieldLine)
    .filter((line) => line !== '')
    .map((line) => `  - ${code(line)}`);
  const allowed =
    first.allowed === undefined
      ? ''
      : ` _(allowed${first.allowed.until === undefined ? '' : ` until ${first.allowed.until}`}: ${escaped(first.allowed.reason)})_`;
  return [
    `- **${first.class}** ${objects.map(code).join(', ')} (${first.code}): ${escaped(first.message)}${allowed}`,
    ...values,
    ...(first.unknown === undefined ? [] : [`  - not known here: ${escaped(first.unknown)}`]),
    ...(first.expired === undefined ? [] : [`  - it was allowed until ${first.expired}`]),
    ...(quietClasses.has(first.class) ? [] : [`  - way out: ${escaped(first.remedy)}`]),
    ...(first.cause === '' ? [] : [`  - from ${code(first.cause)}`]),
  ];
};

const folded = (diffs: readonly FileDiff[]): readonly string[] => {
  if (diffs.length === 0) return [];
  const texts = diffs.map(({ text }) => text).join('\n');
  // A fence that no line of the text can close.
  const fence = '`'.repeat(Math.max(3, ...[...texts.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return ['', '<details><summary>Diff</summary>', '', `${fence}diff`, texts, fence, '', '</details>'];
};

/** The worst class first, every code under its class. */
const byCode = (
  changes: readonly JudgedChange[],
  lines: (fields: readonly JudgedChange[]) => readonly string[],
): readonly string[] =>
  [...riskClasses].reverse().flatMap((risk) => {
    const ofClass = changes.filter((change) => change.class === risk);
    return [...new Set(ofClass.map((change) => change.code))].sort().flatMap((name) => {
      const fields = ofClass.filter((change) => change.code === name);
      return ['', `**${risk}** ${name}: ${fields.length}`, ...lines(fields)];
    });
  });

const short = ({ environment, object, path, allowed }: JudgedChange): string =>
  `${code(`${environment === '' ? '' : `${environment} `}${object.kind}/${object.name}${path === '' ? '' : ` ${path}`}`)}${allowed === undefined ? '' : ' (allowed)'}`;

const counted = (fields: readonly JudgedChange[], name: (change: JudgedChange) => string): string => {
  const counts = new Map<string, number>();
  for (const field of fields) counts.set(name(field), (counts.get(name(field)) ?? 0) + 1);
  return [...counts].map(([id, count]) => `${code(id)} ${count}`).join(', ');
};

/** Text of a manifest or of values.yaml is never markup. */
const escaped = (words: string): string => words.replace(/[\\`*_{}[\]<>#|!~@]/g, '\\$&').replaceAll('\n', ' ');

const code = (words: string): string => {
  const longest = Math.max(0, ...[...words.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${words.replaceAll('\n', ' ')}${space}${fence}`;
};

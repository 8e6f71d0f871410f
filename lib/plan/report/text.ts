import type { JudgedChange } from '../allow';
import { quietClasses, type RiskClass } from '../change';
import { byEnvironment, fieldLine, type Group } from './group';
import { summarize, summaryLine } from './summary';

interface Look {
  readonly sign: string;
  /** Of the terminal. */
  readonly colour: number;
}

const looks: Readonly<Record<RiskClass, Look>> = {
  'data-loss': { sign: '✖', colour: 31 },
  'start-fails': { sign: '✖', colour: 31 },
  refused: { sign: '✖', colour: 31 },
  security: { sign: '!', colour: 35 },
  unclassified: { sign: '?', colour: 35 },
  restart: { sign: '↻', colour: 33 },
  'not-picked-up': { sign: '…', colour: 33 },
  reload: { sign: '~', colour: 36 },
  'in-place': { sign: '~', colour: 32 },
  none: { sign: '·', colour: 2 },
};

/** For a terminal: the summary, then each environment, the worst first. */
export const planText = (changes: readonly JudgedChange[], color: boolean): string => {
  const paint = (code: number, words: string): string => (color ? `\u001b[${code}m${words}\u001b[0m` : words);
  const summary = summarize(changes);
  const head = summaryLine(summary);
  const lines = [...byEnvironment(changes.map(harmless))].map(([id, groups]) =>
    ['', paint(1, id === '' ? 'Changes' : id), ...groups.flatMap((group) => groupLines(group, paint))].join('\n'),
  );
  return [summary.worst === undefined ? head : paint(looks[summary.worst].colour, head), ...lines].join('\n');
};

/** A manifest must not be able to write to the terminal: every control character is shown as one mark. */
const harmless = (change: JudgedChange): JudgedChange =>
  JSON.parse(JSON.stringify(change), (_, value: unknown) =>
    typeof value === 'string' ? value.replace(/[^\n\P{Cc}]|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd') : value,
  );

const groupLines = (
  { first, objects, fields }: Group,
  paint: (code: number, words: string) => string,
): readonly string[] => {
  const { sign, colour } = looks[first.class];
  const head = `  ${paint(colour, `${sign} ${first.class}`)}  ${objects.join(', ')}  ${paint(2, first.code)}`;
  const values = fields.map(fieldLine).filter((line) => line !== '');
  if (first.allowed !== undefined)
    return [
      `${head}  allowed${first.allowed.until === undefined ? '' : ` until ${first.allowed.until}`}: ${first.allowed.reason}`,
    ];
  if (quietClasses.has(first.class)) return [head, ...values.map((line) => `      ${paint(2, line)}`)];
  return [
    head,
    `      ${first.message}`,
    ...values.map((line) => `      ${paint(2, line)}`),
    ...(first.unknown === undefined ? [] : [`      not known here: ${first.unknown}`]),
    ...(first.expired === undefined ? [] : [`      it was allowed until ${first.expired}`]),
    `      way out: ${first.remedy}`,
    ...(first.cause === '' ? [] : [`      from ${first.cause}`]),
  ];
};

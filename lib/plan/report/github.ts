import type { JudgedChange } from '../allow';
import { compareSeverity, type RiskClass } from '../change';

/** Marks beside the lines of a pull request, by workflow commands. Source of the escapes: actions/toolkit, packages/core/src/command.ts. */
export const planAnnotations = (changes: readonly JudgedChange[]): string => changes.map(annotation).join('\n');

const levels: readonly (readonly [RiskClass, string])[] = [
  ['refused', 'error'],
  ['not-picked-up', 'warning'],
  ['none', 'notice'],
];

const annotation = ({ environment, object, code, path, message, cause, allowed, ...rest }: JudgedChange): string => {
  const level = levels.find(([least]) => compareSeverity(rest.class, least) >= 0)?.[1] ?? 'notice';
  const place = /^(.+?):(\d+):(\d+)(?: |$)/.exec(cause);
  const properties = [
    ...(place === null ? [] : [`file=${property(place[1] ?? '')}`, `line=${place[2]}`, `col=${place[3]}`]),
    `title=${property(`${rest.class} ${code}`)}`,
  ];
  const words = `${environment === '' ? '' : `${environment}: `}${object.kind}/${object.name}${path === '' ? '' : ` ${path}`}: ${message}`;
  const why = allowed === undefined ? '' : ` (allowed: ${allowed.reason})`;
  return `::${allowed === undefined ? level : 'notice'} ${properties.join(',')}::${data(words + why)}`;
};

const data = (words: string): string => words.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const property = (words: string): string => data(words).replace(/:/g, '%3A').replace(/,/g, '%2C');

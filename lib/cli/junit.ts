/** One case: how it ended, and what else was said. */
export interface TestCase {
  readonly name: string;
  readonly seconds: number;
  /** undefined: it passed. */
  readonly outcome: Outcome | undefined;
  readonly output: string;
}

export interface Outcome {
  /** failure: something is wrong. error: it could not be judged. */
  readonly kind: 'failure' | 'error' | 'skipped';
  /** A word; of a skipped case nobody shows it. */
  readonly type: string;
  readonly message: string;
  readonly text: string;
}

export interface TestSuite {
  /** With the names of cases the identity by which a history is kept: it holds nothing that differs from run to run. */
  readonly name: string;
  readonly group: string;
  readonly seconds: number;
  /** ISO time in UTC; empty: not known. */
  readonly started: string;
  readonly cases: readonly TestCase[];
}

/** JUnit XML as GitLab, Jenkins and the actions of GitHub read it: attributes and order of elements are those of Jenkins' schema. */
export const junitXml = ({ name, group, seconds, started, cases }: TestSuite): string => {
  const of = (kind: Outcome['kind']): number => cases.filter(({ outcome }) => outcome?.kind === kind).length;
  const sums = { tests: cases.length, failures: of('failure'), errors: of('error') };
  const time = { time: seconds.toFixed(3) };
  // The schema of Ant allows no zone, and UTC is meant where there is none.
  const timestamp = /^\d{4}(-\d\d){2}T\d\d(:\d\d){2}(?=Z$)/.exec(started)?.[0];
  const suite = { name, ...sums, skipped: of('skipped'), ...time, ...(timestamp === undefined ? {} : { timestamp }) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    open('testsuites', { name: 'pgfleet', ...sums, ...time }),
    open('testsuite', suite),
    ...cases.map((one) => caseXml(one, group)),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

const caseXml = ({ name, seconds, outcome, output }: TestCase, group: string): string => {
  const inner = [
    ...(outcome === undefined ? [] : [outcomeXml(outcome)]),
    ...(output === '' ? [] : [`<system-out>${content(output)}</system-out>`]),
  ];
  return [open('testcase', { classname: group, name, time: seconds.toFixed(3) }), ...inner, '</testcase>'].join('\n');
};

const outcomeXml = ({ kind, type, message, text }: Outcome): string =>
  kind === 'skipped'
    ? `${open(kind, { message })}</skipped>`
    : `${open(kind, { message, type })}${content(text)}</${kind}>`;

const open = (element: string, attributes: Readonly<Record<string, string | number>>): string =>
  `<${element}${Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${attribute(String(value))}"`)
    .join('')}>`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A `>` as well: `]]>` may not stand in a text. */
const content = (text: string): string => allowed(text).replace(/[&<>"]/g, (letter) => entities[letter] ?? letter);

/** A reader makes a space of every line end and tab of an attribute. */
const attribute = (text: string): string =>
  content(text).replace(/[\t\n]/g, (letter) => `&#${letter.codePointAt(0) ?? 32};`);

/** Neither as themselves nor as references may these stand in XML 1.0 (section 2.2); control characters from 127 on it discourages. */
const allowed = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');

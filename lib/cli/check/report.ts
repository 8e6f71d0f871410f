import { junitXml, type Outcome, type TestCase } from '../junit';
import type { CheckResult, CheckRow, Finding, Severity } from './result';

/** Which kind of result a test is, by the worst that was found. Information leaves it passed. */
const outcomes: Readonly<Record<Severity, 'failure' | 'error' | undefined>> = {
  critical: 'failure',
  unknown: 'error',
  warning: 'failure',
  info: undefined,
};

/** One test per check, so that every run of a level has the same ones and their history is kept. */
export const junitReport = (environment: string, result: CheckResult): string => {
  const { checks, findings, level, seconds, started } = result;
  const names = new Set([...checks.map(({ check }) => check), ...findings.map(({ check }) => check)]);
  const cases = [...names].map((name) =>
    testCase(
      name === '' ? 'verdict' : name,
      checks.find(({ check }) => check === name),
      findings.filter(({ check }) => check === name),
    ),
  );
  return junitXml({ ...suiteOf(environment, level), seconds, started, cases: [...cases, ...leftOut(result)] });
};

/** Where there is no report, a pipeline that shows tests shows why. */
export const junitProblem = (environment: string, level: string, problem: string, causes: readonly string[]): string =>
  junitXml({
    ...suiteOf(environment, level),
    seconds: 0,
    started: '',
    cases: [
      {
        name: 'verdict',
        seconds: 0,
        output: '',
        outcome: outcomeOf('error', 'unknown', problem, [...causes, problem].join('\n')),
      },
    ],
  });

const suiteOf = (environment: string, level: string) => ({
  name: `${environment} ${level}`,
  group: `pgfleet.${environment}`,
});

const testCase = (name: string, row: CheckRow | undefined, findings: readonly Finding[]): TestCase => {
  const grave = findings.filter(({ severity }) => outcomes[severity] !== undefined);
  const information = findings.filter(({ severity }) => outcomes[severity] === undefined);
  const reason = row?.reason ?? '';
  return {
    name,
    seconds: row?.seconds ?? 0,
    outcome: grave.length > 0 ? worstOf(grave) : stateOf(row),
    output: [...information.map(lineOf), ...(reason === '' ? [] : [reason])].join('\n'),
  };
};

/** Findings arrive worst first. */
const worstOf = (findings: readonly Finding[]): Outcome | undefined => {
  const [first] = findings;
  if (first === undefined) return undefined;
  const more = findings.length === 1 ? '' : `, and ${findings.length - 1} more`;
  return outcomeOf(
    outcomes[first.severity] ?? 'error',
    first.severity,
    `${first.code} ${placeOf(first)}`.trimEnd() + more,
    findings.map(lineOf).join('\n'),
  );
};

/** A check that did not end is not a passed one, whether or not a finding says so. */
const stateOf = (row: CheckRow | undefined): Outcome | undefined => {
  if (row === undefined || (row.states.done ?? 0) + (row.states.unfinished ?? 0) === 0)
    return outcomeOf('skipped', '', row?.reason || 'not judged', '');
  return (row.states.unfinished ?? 0) > 0
    ? outcomeOf('error', 'unknown', 'not finished', row.reason || 'not finished')
    : undefined;
};

/** A log holds a bounded number of findings: those that it does not hold must not look like passed tests. */
const leftOut = ({ findings, summary }: CheckResult): readonly TestCase[] => {
  const listed = findings.filter(({ severity }) => outcomes[severity] !== undefined).length;
  const number = summary.critical + summary.unknown + summary.warning - listed;
  if (number <= 0) return [];
  const words = `${number} more findings are in the report on the claim only`;
  return [{ name: 'more findings', seconds: 0, output: '', outcome: outcomeOf('failure', 'critical', words, words) }];
};

const outcomeOf = (kind: Outcome['kind'], type: string, message: string, text: string): Outcome => ({
  kind,
  type,
  message,
  text,
});

const placeOf = ({ database, object }: Finding): string => [database, object].filter((one) => one !== '').join(' ');

const lineOf = (finding: Finding): string => {
  const said = [placeOf(finding), finding.detail.trim()].filter((one) => one !== '').join(': ');
  const words = [said, finding.means].filter((one) => one !== '').join('. ');
  return `${finding.severity.toUpperCase()} ${finding.code} ${words}${finding.do === '' ? '' : ` -> ${finding.do}`}`;
};

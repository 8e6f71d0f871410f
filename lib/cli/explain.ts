import { type Explanation, explainKey } from '../config/explain';
import { valuesJsonSchema } from '../config/json-schema';
import { didYouMean } from '../config/suggest';
import { mergeEnvironment } from '../defaults/findings';
import { documentedDefaults } from '../defaults/profiles';
import { diagnosticCodes } from '../diagnostic';
import type { DiagnosticFormat } from '../diagnostic-render';
import { layersOf, loadFleet } from '../fleet';
import { exitCode } from './exit-codes';
import { type FindingCode, findingCodes } from './finding-codes';
import { type PlanCode, planCodes, planPage } from './plan/codes';
import { projectRoot } from './project-root';
import { reportDiagnostics } from './report';
import { print, say } from './terminal';
import { valuesReference } from './values-reference';

export const run = async (
  [subject]: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> => {
  const format = options.output as DiagnosticFormat;
  if (options.schema === true) return done(JSON.stringify(valuesJsonSchema(documentedDefaults), undefined, 2));
  if (options.reference === true) return done(valuesReference());
  const rows = explainKey(subject ?? '', documentedDefaults);
  if (!('suggestion' in rows)) return done(format === 'json' ? json({ settings: rows }) : explanation(rows));
  const name = subject ?? '';
  const findings = findingCodes();
  const dangers = planCodes();
  const meanings = {
    meaning: own<string>(diagnosticCodes, name),
    finding: own(findings, name),
    danger: own(dangers, name),
  };
  if (Object.values(meanings).some((meaning) => meaning !== undefined)) return explainCode(name, meanings, format);
  const fleet = loadFleet(projectRoot());
  const environments = fleet.inputs.environments.map(({ id }) => id);
  if (environments.includes(name)) return explainEnvironment(name, format);
  const known = [...Object.keys(diagnosticCodes), ...Object.keys(findings), ...Object.keys(dangers), ...environments];
  // No key has a hyphen, and most codes have one.
  const first = name.includes('-') ? didYouMean(name, known) : '';
  const key = rows.suggestion === undefined ? didYouMean(name, known) : `; did you mean "${rows.suggestion}"?`;
  say(
    `pgfleet: "${name}" is no key of values.yaml, no code of an error, a finding or a plan and no environment${first || key}`,
  );
  return exitCode.wrongInput;
};

/** Of a table, not of what every object has. */
const own = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const done = (text: string): number => {
  print(text);
  return exitCode.fine;
};

const json = (content: object): string => JSON.stringify({ schemaVersion: 1, ...content }, undefined, 2);

/** Where findings are described at length. */
const findingsPage = 'docs/checks.md';

interface Meanings {
  readonly meaning: string | undefined;
  readonly finding: FindingCode | undefined;
  readonly danger: PlanCode | undefined;
}

/** A code can be one of an error in values.yaml, of a finding of a check, of a plan, or of several. */
const explainCode = (code: string, { meaning, finding, danger }: Meanings, format: DiagnosticFormat): number => {
  if (format === 'json')
    return done(json({ code, meaning, finding: finding && { ...finding, page: findingsPage }, plan: danger }));
  const error = meaning === undefined ? [] : [`${code}: ${meaning}`];
  const check = finding === undefined ? [] : [findingText(code, finding)];
  return done([...error, ...check, ...(danger === undefined ? [] : [planPage(danger)])].join('\n\n'));
};

const findingText = (code: string, { check, severity, means, do: advice }: FindingCode): string =>
  [
    `${code}: ${means}`,
    '',
    `  severity  ${severity}`,
    `  check     ${check}`,
    `  do        ${advice}`,
    `  page      ${findingsPage}`,
  ].join('\n');

/** The first row is the subject and shown in full, its children are one line each; without a subject all are one line. */
const explanation = (rows: readonly Explanation[]): string => {
  const [first, ...children] = rows;
  const lists = first !== undefined && children.every(({ path }) => path.startsWith(first.path));
  if (!lists || first === undefined) return list(rows);
  const facts: readonly (readonly [string, string])[] = [
    ['type', first.type],
    ['unit', first.unit],
    ['default', shown(first.default)],
    ['allowed', first.allowed.join(', ')],
    ['example', shown(first.example)],
  ];
  const lines = facts.filter(([, value]) => value !== '').map(([name, value]) => `  ${name.padEnd(9)}${value}`);
  return [
    first.path,
    `  ${first.description}`,
    '',
    ...lines,
    ...(children.length === 0 ? [] : ['', list(children)]),
  ].join('\n');
};

const list = (rows: readonly Explanation[]): string => {
  const width = Math.max(...rows.map(({ path }) => path.length)) + 2;
  return rows.map(({ path, description }) => `${path.padEnd(width)}${description}`).join('\n');
};

const shown = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** Every value of an environment with the file, and the line there, that it comes from. */
const explainEnvironment = (id: string, format: DiagnosticFormat): number => {
  const fleet = loadFleet(projectRoot(), [id]);
  const [inputs] = fleet.inputs.environments;
  if (inputs === undefined || fleet.diagnostics.length > 0) return reportDiagnostics(fleet.diagnostics, format);
  const layers = layersOf(fleet, inputs);
  if ('diagnostics' in layers) return reportDiagnostics(layers.diagnostics, format);
  const merged = mergeEnvironment(layers);
  const rows = leaves(merged.value, []).map(({ path, value }) => {
    const layer = merged.originOf(path);
    const place = layer !== undefined && 'locate' in layer ? layer.locate(path, 'value') : undefined;
    const origin = layer !== undefined && 'file' in layer ? `${layer.file}:${place?.line ?? 1}` : 'built-in profile';
    return { key: path.join('.'), value, origin };
  });
  if (format === 'json') return done(json({ environment: id, values: rows }));
  const lines = rows.map(({ key, value, origin }) => ({ line: `${key}: ${shown(value)}`, origin }));
  const width = Math.min(70, Math.max(...lines.map(({ line }) => line.length))) + 2;
  return done(lines.map(({ line, origin }) => `${line.padEnd(width)}# ${origin}`).join('\n'));
};

const leaves = (
  node: unknown,
  path: readonly string[],
): readonly { readonly path: readonly string[]; readonly value: unknown }[] =>
  typeof node === 'object' && node !== null && !Array.isArray(node) && Object.keys(node).length > 0
    ? Object.entries(node).flatMap(([key, value]) => leaves(value, [...path, key]))
    : [{ path, value: node }];

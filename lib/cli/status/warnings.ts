import type { Environment } from '../../defaults/environment';
import { type KubernetesObject, kubectlWords, select } from '../kubectl';
import { harmless } from '../terminal';
import { jobBases } from './job-kinds';
import { type Line, ok, warning } from './line';
import { ago, judged, type Place, type Row } from './place';

interface Event {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly lastObservedTime?: string };
}

/** Kubernetes forgets Events after an hour or so. What is over may still be there: a warning is no failure. */
export const warnings: Row = async (place) => [
  judged('events', await select(place.cluster, 'event', '--field-selector=type=Warning'), (found) =>
    judgeEvents(place, found),
  ),
];

export const judgeEvents = ({ env, cluster, nowMs }: Place, found: readonly KubernetesObject[]): Line => {
  const name = 'events';
  const ours = found
    .map((event) => event as unknown as Event)
    // A namespace that is not ours holds the warnings of others.
    .filter(({ involvedObject }) => env.namespace.create || isOf(env, involvedObject?.name ?? ''))
    .filter((event) => nowMs - Date.parse(timeOf(event)) < hour)
    .sort((a, b) => timeOf(b).localeCompare(timeOf(a)));
  const [last] = ours;
  if (last === undefined) return ok(name, 'no warnings within the last hour');
  const { involvedObject, reason = '', message = '' } = last;
  const object = `${involvedObject?.kind ?? ''} ${involvedObject?.name ?? ''}`;
  return warning(
    name,
    `${ours.length} within the last hour, the last ${ago(timeOf(last), nowMs)}: ${object}: ${reason} ${oneLine(message)}`,
    `${kubectlWords(cluster)} get events --field-selector type=Warning --sort-by .lastTimestamp`,
  );
};

const hour = 3_600_000;

const isOf = (env: Environment, object: string): boolean =>
  [env.name, ...jobBases(env)].some((base) => object === base || object.startsWith(`${base}-`));

const timeOf = ({ series, lastTimestamp, eventTime }: Event): string =>
  series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '';

/** Messages hold names of tables, and outputs of programs. */
const oneLine = (text: string): string => {
  const [line = ''] = harmless(text).split('\n');
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
};

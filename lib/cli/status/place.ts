import type { ArgoCdSettings } from '../../defaults/argocd';
import type { Environment } from '../../defaults/environment';
import { type Cluster, isProblem, type KubernetesObject, type Problem } from '../kubectl';
import { type Line, unknown } from './line';

/** What the lines are about, and where they look. */
export interface Place<E extends Environment = Environment> {
  readonly env: E;
  /** The namespace of the environment. */
  readonly cluster: Cluster;
  /** undefined: the repository says nothing of Argo CD. */
  readonly argocd: ArgoCdSettings | undefined;
  /** Where Argo CD runs. */
  readonly argocdContext: string;
  readonly nowMs: number;
}

/** One line of a status, or several that come from one look. */
export type Row<E extends Environment = Environment> = (place: Place<E>) => Promise<readonly Line[]>;

/** Selects the objects of one environment, also in a namespace that it shares with others. */
export const labelled = (id: string): string => `pgfleet.dev/environment=${id}`;

/** The name of a line about one server of several. */
export const titled = (env: Environment, name: string, server: string): string =>
  env.kind === 'vdb' && env.vdbs.length > 1 ? `${name} ${server}` : name;

/** Judges what was asked for; where there is no answer the line says why. */
export const judged = <T extends object | undefined>(
  name: string,
  answer: T | Problem,
  judge: (answer: T) => Line,
): Line => (isProblem(answer) ? unknown(name, answer.problem) : judge(answer as T));

/** The parts of a status that judges look at: objects of a cluster, of which nothing is certain. */
export const statusOf = <T>({ status }: KubernetesObject): Partial<T> => (status ?? {}) as Partial<T>;
export const specOf = <T>({ spec }: KubernetesObject): Partial<T> => (spec ?? {}) as Partial<T>;
export const nameOf = ({ metadata }: KubernetesObject): string => metadata.name ?? '';

/** How long ago, for people. */
export const ago = (time: string | undefined, nowMs: number): string => {
  const seconds = Math.round((nowMs - Date.parse(time ?? '')) / 1000);
  if (Number.isNaN(seconds)) return 'at an unknown time';
  const [length, unit] = units.find(([length]) => seconds >= 2 * length) ?? [1, 's'];
  return `${Math.max(0, Math.floor(seconds / length))} ${unit} ago`;
};

const units = [
  [86_400, 'days'],
  [3600, 'h'],
  [60, 'min'],
] as const;

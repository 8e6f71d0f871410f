import type { Environment } from '../../defaults/environment';
import type { KubernetesObject } from '../kubectl';
import { nameOf, specOf } from './place';

/** A kind of work that Jobs do: on a schedule, once, or because a person asked. */
export interface JobKind {
  readonly name: string;
  /** Of the names of its Jobs and CronJobs, after the name of the environment. */
  readonly prefixes: readonly string[];
  readonly not?: RegExp;
}

export const jobKinds = [
  { name: 'backup', prefixes: ['backup', 'dump'], not: /^backup-list-/ },
  { name: 'verification', prefixes: ['verify'] },
  { name: 'drill', prefixes: ['drill'] },
  { name: 'check', prefixes: ['check'] },
  { name: 'credentials', prefixes: ['credentials'] },
] as const satisfies readonly JobKind[];

export type JobKindName = (typeof jobKinds)[number]['name'];

/** By its name, which a CronJob has as well. */
export const isNamedLike = ({ name }: Environment, { prefixes, not }: JobKind, object: KubernetesObject): boolean => {
  const [base, rest] = [nameOf(object).slice(0, name.length + 1), nameOf(object).slice(name.length + 1)];
  const fits = prefixes.some((prefix) => rest === prefix || rest.startsWith(`${prefix}-`));
  return base === `${name}-` && fits && not?.test(rest) !== true;
};

/** By the label of its Pods: a Job that a person started has none itself. */
export const isJobOf = (env: Environment, kind: JobKind, job: KubernetesObject): boolean => {
  const { template } = specOf<{
    readonly template: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
  }>(job);
  return template?.metadata?.labels?.['pgfleet.dev/environment'] === env.id && isNamedLike(env, kind, job);
};

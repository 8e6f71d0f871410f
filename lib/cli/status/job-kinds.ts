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

/** Bases of the names of Jobs: of each VDB, or of the environment. */
export const jobBases = (env: Environment): readonly string[] =>
  env.kind === 'vdb' ? env.vdbs.map(({ name }) => name) : [env.name];

/** By its name, which a CronJob has as well. `name`: its base. */
export const isNamedLike = (name: string, { prefixes, not }: JobKind, object: KubernetesObject): boolean => {
  const [base, rest] = [nameOf(object).slice(0, name.length + 1), nameOf(object).slice(name.length + 1)];
  const fits = prefixes.some((prefix) => rest === prefix || rest.startsWith(`${prefix}-`));
  return base === `${name}-` && fits && not?.test(rest) !== true;
};

/** By the label of its Pods: a Job that a person started has none itself. */
export const isJobOf = (id: string, name: string, kind: JobKind, job: KubernetesObject): boolean => {
  const { template } = specOf<{
    readonly template: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } };
  }>(job);
  return template?.metadata?.labels?.['pgfleet.dev/environment'] === id && isNamedLike(name, kind, job);
};

import type { ArgoCdSettings } from '../../defaults/argocd';
import type { Environment } from '../../defaults/environment';
import type { Cluster } from '../kubectl';
import type { Line } from '../status/line';

/** What a doctor looks at. */
export interface Scope {
  /** The folder that holds environments/ and dist/. */
  readonly root: string;
  /** No namespace in particular. */
  readonly cluster: Cluster;
  /** Those that belong to this cluster. */
  readonly environments: readonly Environment[];
  /** Those that the user named; none: all. */
  readonly only: readonly string[];
  readonly argocd: ArgoCdSettings | undefined;
}

export type Examination = (scope: Scope) => Promise<readonly Line[]>;

/** Names for people: the first few. */
export const namesWords = (names: readonly string[]): string =>
  names.length <= few ? names.join(', ') : `${names.slice(0, few).join(', ')} and ${names.length - few} more`;

const few = 6;

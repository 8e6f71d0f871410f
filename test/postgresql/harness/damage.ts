import { catalogueDamages } from './damaged-catalogues';
import { heapDamages } from './damaged-heaps';
import { indexDamages } from './damaged-indexes';
import { otherDamages } from './damaged-others';
import type { Prepared } from './prepared';

/** One way in which data goes bad, done on purpose to a copy of the prepared data. */
export interface Damage {
  readonly title: string;
  /** On the files of the server while it is stopped. */
  readonly onFiles?: (server: Prepared) => unknown;
  /** As the superuser, or on the files, while it runs. */
  readonly live?: (server: Prepared) => Promise<unknown>;
  /** What one finding has to name: relation or object, and the block where that is possible. */
  readonly names: RegExp;
  /** Why nothing finds it, or what a reader should know. */
  readonly remark?: string;
}

export const damages: readonly Damage[] = [...heapDamages, ...indexDamages, ...catalogueDamages, ...otherDamages];

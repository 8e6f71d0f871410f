import { type EnvironmentSummary, fleetConflicts } from '../checks/fleet';
import type { EnvironmentInputs, FleetInputs } from '../config/inputs';
import type { SourceInputs } from '../config/sources';
import type { Diagnostic } from '../diagnostic';
import { type Cache, cacheKey } from '../output/cache';
import type { Prepared, Target } from '../output/prepare';
import type { EntryKind } from '../output/survey';
import type { Refusal } from '../output/write';
import type { Job, Outcome } from './job';
import type { WorkerProgram } from './threads';

/** Where rendered environments go; an empty one: nowhere. `Output` and `Comparison` of lib/output are sinks. */
export interface Sink {
  /** Knows environments that need not be rendered; `keep` is told of them. */
  readonly cache?: Cache;
  readonly keep?: (id: string, names: readonly string[]) => void;
  /** Where `prepare` works, in any thread. */
  readonly target?: Target;
  readonly presentKind?: (id: string) => EntryKind | undefined;
  readonly adopt?: (prepared: Prepared) => void;
}

export interface RenderedFleet extends Refusal {
  /** Lines for people about what is no mistake, also of environments that the cache answered for. */
  readonly notices: readonly string[];
  /** Of all environments of the run; empty where there are diagnostics. */
  readonly summaries: readonly EnvironmentSummary[];
}

interface Options {
  readonly allowRename: boolean;
  readonly worker?: WorkerProgram;
  readonly progress?: (done: number, total: number) => void;
}

/** Renders the environments that the cache does not answer for, and hands all of them on in their order. */
export const renderFleet = async (inputs: FleetInputs, options: Options, sink: Sink): Promise<RenderedFleet> => {
  const summaries: EnvironmentSummary[] = [];
  const pending: { readonly environment: EnvironmentInputs; readonly key: string }[] = [];
  for (const environment of inputs.environments) {
    const key = sink.cache === undefined ? '' : keyOf(inputs, environment);
    const hit = sink.cache?.lookup(environment.id, key);
    if (hit === undefined) pending.push({ environment, key });
    else {
      summaries.push(hit.summary as EnvironmentSummary);
      sink.keep?.(environment.id, hit.names);
    }
  }
  // defaults.yaml is part of every key: where all are known, it was read without a mistake.
  if (pending.length === 0) return rendered([], summaries);

  const diagnostics: Diagnostic[] = [];
  const outcomes = await render(
    jobOf(inputs, pending, sink, options),
    summaries.length,
    inputs.environments.length,
    options,
  );
  // What is said without the defaults would be noise beside their own mistakes.
  const { organisationDefaults } = await import('../fleet');
  const { diagnostics: ofDefaults } = organisationDefaults(inputs.defaults);
  if (sink.target !== undefined && ofDefaults.length > 0)
    return { diagnostics: ofDefaults, notices: [], summaries: [] };
  pending.forEach(({ environment: { id }, key }, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined) throw new Error(`${id} was not rendered`);
    if ('diagnostics' in outcome) diagnostics.push(...outcome.diagnostics);
    else {
      summaries.push(outcome.summary);
      if (outcome.prepared !== undefined) sink.adopt?.(outcome.prepared);
      sink.cache?.record(id, key, outcome.summary);
    }
  });
  return rendered(diagnostics, summaries);
};

const rendered = (diagnostics: readonly Diagnostic[], summaries: readonly EnvironmentSummary[]): RenderedFleet => ({
  diagnostics: [...diagnostics, ...fleetConflicts(summaries)],
  notices: summaries.flatMap(({ notices = [] }) => notices).sort(),
  summaries,
});

const render = async (
  job: Job,
  done: number,
  total: number,
  { worker, progress }: Options,
): Promise<readonly (Outcome | undefined)[]> => {
  const { renderInThreads } = await import('./threads');
  return renderInThreads(job, worker, (taken) => progress?.(done + taken, total));
};

const jobOf = (
  { defaults }: FleetInputs,
  pending: readonly { readonly environment: EnvironmentInputs }[],
  { target, presentKind }: Sink,
  { allowRename }: Options,
): Job => ({
  defaults,
  environments: pending.map(({ environment }) => ({ inputs: environment, present: presentKind?.(environment.id) })),
  target,
  allowRename,
});

/** Everything that the output of an environment depends on, but for the program itself. */
const keyOf = (fleet: FleetInputs, { id, files, sources }: EnvironmentInputs): string =>
  cacheKey([id, fleet.defaults ?? '', ...[...files].flat(), ...(sources === undefined ? [] : sourceParts(sources))]);

const sourceParts = ({ ids, files }: SourceInputs): readonly (string | Uint8Array)[] => [
  ids.join(' '),
  ...[...files].flatMap(([id, source]) => [id, ...[...(source ?? [])].flat()]),
];

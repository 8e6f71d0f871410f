import { join, resolve as resolvePath } from 'node:path';
import { type FleetInputs, readFleet } from '../config/inputs';
import { type Diagnostic, sortDiagnostics } from '../diagnostic';
import { openCache } from '../output/cache';
import { type Drift, openComparison } from '../output/compare';
import { fleetDirectory } from '../output/header';
import { openOutput, type Refusal, type WriteReport } from '../output/write';
import { programHash } from '../program';
import { type Beside as BesideDist, besideDist, writeBeside } from './beside';
import { renderArgoCd } from './render-argocd';
import { renderFleet, type Sink } from './render-fleet';
import type { WorkerProgram } from './threads';

/**
 * The straight line: values.yaml → inputs → layers → Environment → manifests → checks → text → dist/. One environment is one pure call
 * (environment.ts); nothing before `commit` touches dist/. What only that call needs (zod, yaml, cdk8s: a quarter of a second to load) is
 * loaded when an environment has to be rendered, so that a run without changes never pays for it.
 */
export interface SynthRequest {
  /** The folder that holds environments/ and dist/. */
  readonly root: string;
  /** Output directory; absent: dist/ below the root. */
  readonly dist?: string;
  /** Names of the environments the run is about; empty: all. */
  readonly only: readonly string[];
  readonly prune: boolean;
  readonly allowRename: boolean;
  /** Absent: everything happens in this thread. */
  readonly worker?: WorkerProgram;
  readonly progress?: (done: number, total: number) => void;
}

/** What is no mistake and should be known all the same: lines for people. */
interface Noticed {
  readonly notices: readonly string[];
}

/** Files beside dist/ that a run writes, below the root. */
interface Beside {
  readonly beside: readonly string[];
}

export type SynthResult =
  | Refusal
  | (Noticed & Beside & { readonly environments: number; readonly report: WriteReport });

/** Writes what changed. With any mistake anywhere nothing is written. */
export const synth = async (request: SynthRequest): Promise<SynthResult> => {
  const dist = distOf(request);
  const inputs = readInputs(request);
  if (inputs.diagnostics.length > 0) return refusal(await fleetDiagnostics(inputs));
  const output = openOutput(dist);
  if ('diagnostics' in output) return output;
  try {
    const cache = openCache(cacheFile(request), dist, programHash(), output.clockMs);
    const { diagnostics, notices, fleet, beside } = await render(inputs, request, { ...output, cache });
    if (diagnostics.length > 0) return refusal(diagnostics);
    const report = output.commit(scope(inputs, request, fleet));
    if ('diagnostics' in report) return report;
    cache.save(report.stamps, fleet ? [...inputs.ids, fleetDirectory] : inputs.ids);
    const failures = writeBeside(beside);
    if (failures.length > 0) return refusal(failures);
    return { environments: inputs.environments.length, report, notices, beside: labels(beside) };
  } finally {
    output.close();
  }
};

/** What a synth would change, without changing it. */
export const check = async (
  request: SynthRequest,
): Promise<Refusal | (Noticed & Beside & { readonly environments: number; readonly drift: Drift })> => {
  const dist = distOf(request);
  const inputs = readInputs(request);
  if (inputs.diagnostics.length > 0) return refusal(await fleetDiagnostics(inputs));
  const comparison = openComparison(dist);
  const cache = openCache(cacheFile(request), dist, programHash());
  const { diagnostics, notices, fleet, beside } = await render(inputs, request, { ...comparison, cache });
  if (diagnostics.length > 0) return refusal(diagnostics);
  const drift = comparison.finish(scope(inputs, request, fleet));
  if (drift.diagnostics.length > 0) return drift;
  return { environments: inputs.environments.length, drift, notices, beside: labels(beside) };
};

/** Every mistake in the values and in what is made from them; dist/ is not looked at. */
export const validate = async (
  request: SynthRequest,
): Promise<{ readonly environments: number } & Refusal & Noticed> => {
  const inputs = readInputs(request);
  const { diagnostics, notices } = await render(inputs, request, {});
  return {
    environments: inputs.environments.length,
    notices,
    diagnostics: sortDiagnostics([...(await fleetDiagnostics(inputs)), ...diagnostics]),
  };
};

/** All environments, and where the run is about all of them, what is made from them together. */
const render = async (inputs: FleetInputs, request: SynthRequest, sink: Sink) => {
  const { diagnostics, notices, summaries } = await renderFleet(inputs, request, sink);
  const whole = request.only.length === 0 && diagnostics.length === 0;
  const argocd = whole ? await renderArgoCd(inputs, summaries, sink) : { fleet: false, diagnostics: [] };
  const found = [...diagnostics, ...argocd.diagnostics];
  // Without a target nothing is written, and nothing is looked at.
  const beside =
    sink.target === undefined || diagnostics.length > 0
      ? none
      : await besideDist(request.root, inputs, summaries, whole);
  return { diagnostics: [...found, ...beside.diagnostics], notices, fleet: argocd.fleet, beside };
};

const none: BesideDist = { stale: [], diagnostics: [] };

const labels = ({ stale }: BesideDist): readonly string[] => stale.map(({ label }) => label);

const readInputs = ({ root, only }: SynthRequest): FleetInputs => readFleet(root, only.length === 0 ? undefined : only);

/** Mistakes of environments/ itself and of defaults.yaml. */
const fleetDiagnostics = async (inputs: FleetInputs): Promise<readonly Diagnostic[]> => {
  const { organisationDefaults } = await import('../fleet');
  return [...inputs.diagnostics, ...organisationDefaults(inputs.defaults).diagnostics];
};

const distOf = ({ root, dist }: SynthRequest): string => resolvePath(dist ?? join(root, 'dist'));

const cacheFile = ({ root }: SynthRequest): string => join(root, '.cache', 'synth-cache');

const refusal = (diagnostics: readonly Diagnostic[]): Refusal => ({ diagnostics: sortDiagnostics(diagnostics) });

const scope = ({ ids }: FleetInputs, { only, prune, allowRename }: SynthRequest, fleet: boolean) => ({
  environments: ids,
  fleet,
  ...(only.length === 0 ? {} : { only }),
  prune,
  allowRename,
});

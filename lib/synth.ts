import { join, resolve as resolvePath } from 'node:path';
import { checkManifests } from './checks';
import { changeConflicts } from './checks/change';
import { type EnvironmentSummary, fleetConflicts } from './checks/fleet';
import type { EnvironmentInputs } from './config/inputs';
import { placeOf } from './config/load';
import { buildEnvironment } from './constructs/environment';
import { resolve } from './defaults/resolve';
import { type Diagnostic, sortDiagnostics } from './diagnostic';
import { type Fleet, layersOf, loadFleet } from './fleet';
import { type Cache, cacheKey, openCache } from './output/cache';
import { type Drift, openComparison } from './output/compare';
import { readPrevious } from './output/previous';
import { renderEnvironment } from './output/render';
import { openOutput, type Refusal, type WriteReport } from './output/write';
import { programHash } from './program';

/**
 * The straight line: values.yaml → inputs → layers → Environment → manifests → checks → text → dist/. One environment is one pure call;
 * nothing before `commit` touches dist/.
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
  readonly progress?: (done: number, total: number) => void;
}

export type SynthResult = Refusal | { readonly environments: number; readonly report: WriteReport };

/** Writes what changed. With any mistake anywhere nothing is written. */
export const synth = (request: SynthRequest): SynthResult => {
  const dist = distOf(request);
  const fleet = loadFleet(request.root, request.only);
  if (fleet.diagnostics.length > 0) return refusal(fleet.diagnostics);
  const output = openOutput(dist);
  if ('diagnostics' in output) return output;
  try {
    const cache = openCache(cacheFile(request), dist, programHash(), output.clockMs);
    const { diagnostics } = renderFleet(fleet, request, { dist, cache, keep: output.keep, accept: output.stage });
    if (diagnostics.length > 0) return refusal(diagnostics);
    const report = output.commit(scope(fleet, request));
    if ('diagnostics' in report) return report;
    cache.save(report.stamps, fleet.inputs.ids);
    return { environments: fleet.inputs.environments.length, report };
  } finally {
    output.close();
  }
};

/** What a synth would change, without changing it. */
export const check = (request: SynthRequest): Refusal | { readonly environments: number; readonly drift: Drift } => {
  const dist = distOf(request);
  const fleet = loadFleet(request.root, request.only);
  if (fleet.diagnostics.length > 0) return refusal(fleet.diagnostics);
  const comparison = openComparison(dist);
  const cache = openCache(cacheFile(request), dist, programHash());
  const sink = { dist, cache, keep: comparison.keep, accept: comparison.compare };
  const { diagnostics } = renderFleet(fleet, request, sink);
  if (diagnostics.length > 0) return refusal(diagnostics);
  const drift = comparison.finish(scope(fleet, request));
  return drift.diagnostics.length > 0 ? drift : { environments: fleet.inputs.environments.length, drift };
};

/** Every mistake in the values and in what is made from them; dist/ is not looked at. */
export const validate = (request: SynthRequest): { readonly environments: number } & Refusal => {
  const fleet = loadFleet(request.root, request.only);
  const { diagnostics } = renderFleet(fleet, request, { accept: () => undefined });
  return {
    environments: fleet.inputs.environments.length,
    diagnostics: sortDiagnostics([...fleet.diagnostics, ...diagnostics]),
  };
};

const distOf = ({ root, dist }: SynthRequest): string => resolvePath(dist ?? join(root, 'dist'));

const cacheFile = ({ root }: SynthRequest): string => join(root, '.cache', 'synth-cache');

const refusal = (diagnostics: readonly Diagnostic[]): Refusal => ({ diagnostics: sortDiagnostics(diagnostics) });

const scope = (fleet: Fleet, { only, prune, allowRename }: SynthRequest) => ({
  environments: fleet.inputs.ids,
  ...(only.length === 0 ? {} : { only }),
  prune,
  allowRename,
});

/** Where rendered environments go. */
interface Sink {
  readonly accept: (id: string, files: ReadonlyMap<string, string>) => void;
  /** The directory that is compared with; absent: none. */
  readonly dist?: string;
  /** Knows environments that need not be rendered; `keep` is told of them. */
  readonly cache?: Cache;
  readonly keep?: (id: string, names: readonly string[]) => void;
}

/** Renders every environment and hands its files on, one environment at a time, so that memory stays small. */
const renderFleet = (fleet: Fleet, { progress }: SynthRequest, sink: Sink): Refusal => {
  const { environments } = fleet.inputs;
  const diagnostics: Diagnostic[] = [];
  const summaries: EnvironmentSummary[] = [];
  environments.forEach((inputs, index) => {
    const key = keyOf(fleet, inputs);
    const hit = sink.cache?.lookup(inputs.id, key);
    if (hit !== undefined) {
      summaries.push(hit.summary as EnvironmentSummary);
      sink.keep?.(inputs.id, hit.names);
    } else {
      const rendered = render(fleet, inputs, sink.dist);
      if ('diagnostics' in rendered) diagnostics.push(...rendered.diagnostics);
      else {
        summaries.push(rendered.summary);
        if (diagnostics.length === 0) sink.accept(inputs.id, rendered.files);
        sink.cache?.record(inputs.id, key, rendered.summary);
      }
    }
    progress?.(index + 1, environments.length);
  });
  return { diagnostics: [...diagnostics, ...fleetConflicts(summaries)] };
};

/** Everything that the output of an environment depends on, but for the program itself. */
const keyOf = (fleet: Fleet, { id, files }: EnvironmentInputs): string =>
  cacheKey([id, fleet.inputs.defaults ?? '', ...[...files].flat()]);

const render = (
  fleet: Fleet,
  inputs: EnvironmentInputs,
  dist: string | undefined,
): Refusal | { readonly summary: EnvironmentSummary; readonly files: ReadonlyMap<string, string> } => {
  const layers = layersOf(fleet, inputs);
  if ('diagnostics' in layers) return layers;
  const resolved = resolve(inputs, layers);
  if ('diagnostics' in resolved) return resolved;
  const { environment } = resolved;
  const documented = buildEnvironment(environment);
  const manifests = documented.map(({ manifest }) => manifest);
  const findings = checkManifests(layers.values.file, manifests);
  if (findings.length > 0) return { diagnostics: findings };
  const files = renderEnvironment(inputs.id, documented);
  const conflicts = changeConflicts(dist === undefined ? [] : readPrevious(dist, files), manifests, (path) => ({
    file: layers.values.file,
    ...placeOf(layers.values, path, 'value'),
  }));
  if (conflicts.length > 0) return { diagnostics: conflicts };
  return { summary: { id: inputs.id, cluster: environment.cluster, namespace: environment.namespace.name }, files };
};

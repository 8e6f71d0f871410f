import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type CheckCost, measureChecks, noCheckServer } from './check';
import { environmentId, makeFleet, renderedFiles, writeValues } from './fleet';
import { kustomizeInstalled, makeKustomization } from './kustomize';
import { type Measurement, measure, median } from './measure';
import { measurePlan } from './plan';
import { measureSelfService } from './self-service';
import { checksTable, type Row, rowsTable, selfServiceTable, verdictsTable } from './table';
import { verdicts } from './thresholds';

/**
 * `npm run bench [-- --full] [-- --sizes=10,100]`: the program as users run it, beside plain cdk8s in the same run, in turns, since
 * the machine is never quiet. With --strict, exit code 1 when a promise is broken. Results: stdout and bench/results.json.
 */
const root = join(__dirname, '..', '..');
const program = [process.execPath, join(root, 'bin', 'pgfleet.js')];
const temporary = mkdtempSync(join(tmpdir(), 'pgfleet-bench-'));

/** Beyond this plain cdk8s and kustomize take minutes and say nothing new. */
const largest = { plainCdk8s: 1000, kustomize: 10 };

const measureSize = (environments: number): Row => {
  const fleet = join(temporary, `fleet-${environments}`);
  const peer = join(temporary, 'peer');
  makeFleet(fleet, environments);
  const peaks: number[] = [];
  const ours = (): number => {
    const { milliseconds, peakBytes } = measure([...program, 'synth'], fleet);
    peaks.push(peakBytes);
    return milliseconds;
  };
  ours();
  const files = renderedFiles(fleet);
  if (Object.keys(files).length < 20) throw new Error(`only ${Object.keys(files).length} objects an environment`);
  const objects = join(temporary, 'objects.json');
  const texts = join(temporary, 'texts.json');
  writeFileSync(objects, JSON.stringify(Object.values(files).map((text) => parse(text, { version: '1.1' }))));
  writeFileSync(texts, JSON.stringify(files));
  const beside = (script: string, input: string): Measurement => {
    rmSync(peer, { recursive: true, force: true });
    return measure([process.execPath, join(__dirname, script), input, String(environments), peer], temporary);
  };

  const full: number[] = [];
  const plainCdk8s: number[] = [];
  const bareWrite: number[] = [];
  const unchanged: number[] = [];
  const oneChanged: number[] = [];
  for (let turn = 0; turn < turnsOf(environments); turn++) {
    rmSync(join(fleet, 'dist'), { recursive: true, force: true });
    rmSync(join(fleet, '.cache'), { recursive: true, force: true });
    full.push(ours());
    if (environments <= largest.plainCdk8s) plainCdk8s.push(beside('plain-cdk8s.js', objects).milliseconds);
    bareWrite.push(beside('bare-write.js', texts).milliseconds);
    ours();
    unchanged.push(ours());
    writeValues(fleet, Math.floor(environments / 2), turn % 2 === 0 ? '17MB' : '16MB');
    oneChanged.push(ours());
    unchanged.push(ours());
  }
  const plan = measurePlan(program, fleet, environments);
  const row: Row = {
    environments,
    objectsEach: Object.keys(files).length,
    full: median(full),
    unchanged: median(unchanged),
    oneChanged: median(oneChanged),
    plainCdk8s: plainCdk8s.length === 0 ? undefined : median(plainCdk8s),
    bareWrite: median(bareWrite),
    kustomize: measureKustomize(environments, files),
    plan: plan?.milliseconds,
    peakBytes: Math.max(...peaks, plan?.peakBytes ?? 0),
    planPeakBytes: plan?.peakBytes,
  };
  for (const directory of [fleet, peer]) rmSync(directory, { recursive: true, force: true });
  return row;
};

const measureKustomize = (environments: number, files: Readonly<Record<string, string>>): number | undefined => {
  if (environments > largest.kustomize || !kustomizeInstalled()) return undefined;
  const directory = join(temporary, 'kustomize');
  makeKustomization(directory, files, environments);
  const times = [1, 2, 3].map(() => measure(['kubectl', 'kustomize', directory], temporary).milliseconds);
  rmSync(directory, { recursive: true, force: true });
  return median(times);
};

/** In pairs, so that a slow moment of the machine hits both. */
const measureHelp = (): { readonly ours: number; readonly node: number } => {
  const pairs = Array.from({ length: 9 }, () => ({
    ours: measure([...program, '--help'], root).milliseconds,
    node: measure([process.execPath, '-e', '0'], root).milliseconds,
  }));
  return { ours: median(pairs.map(({ ours }) => ours)), node: median(pairs.map(({ node }) => node)) };
};

const turnsOf = (environments: number): number => {
  if (environments > 1000) return 1;
  return environments === 1000 ? 3 : 5;
};

const sizesOf = (args: readonly string[]): readonly number[] => {
  const chosen = args.find((arg) => arg.startsWith('--sizes='));
  if (chosen !== undefined) return chosen.slice(8).split(',').map(Number);
  return args.includes('--full') ? [10, 100, 1000, 10_000] : [10, 100, 1000];
};

const costOfChecks = async (): Promise<CheckCost | undefined> => {
  if (noCheckServer() !== undefined) return undefined;
  process.stderr.write('checks beside a database that works\n');
  return measureChecks(join(root, 'lib', 'scripts'));
};

const wordsOnChecks = (checks: CheckCost | undefined): string =>
  checks === undefined
    ? `Checks beside a database that works: not run, since ${noCheckServer()}.\n`
    : `Checks of level standard on ${(checks.databaseBytes / 1e9).toFixed(2)} GB, beside pgbench.\n\n${checksTable(checks.rows)}`;

const main = async (): Promise<void> => {
  try {
    const rows = sizesOf(process.argv.slice(2)).map((environments) => {
      process.stderr.write(`${environments} environments, from ${environmentId(0)} on\n`);
      return measureSize(environments);
    });
    const help = measureHelp();
    process.stderr.write('300 environments by command\n');
    const selfService = measureSelfService(program, join(temporary, 'self-service'));
    const checks = await costOfChecks();
    const judged = verdicts(rows, help, selfService);
    const machine = {
      node: process.version,
      system: `${process.platform} ${release()}`,
      processor: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
      memoryBytes: totalmem(),
    };
    writeFileSync(
      join(root, 'bench', 'results.json'),
      `${JSON.stringify({ machine, rows, help, selfService, checks, verdicts: judged }, undefined, 2)}\n`,
    );
    process.stdout.write(
      `Median milliseconds of whole processes; in parentheses how many times as fast as plain cdk8s.\n\n`,
    );
    process.stdout.write(
      `${rowsTable(rows)}\n${selfServiceTable(selfService)}\n${verdictsTable(judged)}\n${wordsOnChecks(checks)}`,
    );
    // Not by default: a noisy machine must not fail a pipeline.
    if (process.argv.includes('--strict') && judged.some(({ kept }) => !kept)) process.exitCode = 1;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

void main();

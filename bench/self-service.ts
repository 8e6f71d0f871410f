import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleetDefaults } from './fleet';
import { measure, median } from './measure';

/** Medians of whole processes, in milliseconds. */
export interface SelfServiceCost {
  readonly environments: number;
  /** All of them, by command, in one process. */
  readonly loop: number;
  /** One more, beside them. */
  readonly create: number;
  readonly node: number;
  readonly list: number;
  /** `synth --check` where nothing is stale, and reading the same files. */
  readonly check: number;
  readonly bareRead: number;
}

/** A hundred applications in three stages: what the platform of seed 002 is to carry. */
const applications = 100;

export const measureSelfService = (program: readonly string[], fleet: string): SelfServiceCost => {
  mkdirSync(join(fleet, 'environments'), { recursive: true });
  writeFileSync(join(fleet, 'environments', 'defaults.yaml'), fleetDefaults);
  const run = (...command: readonly string[]): number => measure(command, fleet).milliseconds;
  const loop = run(process.execPath, join(__dirname, 'new-loop.js'), String(applications));
  const environments = readdirSync(join(fleet, 'environments')).length - 1;
  if (environments !== 3 * applications) throw new Error(`${environments} environments were made`);
  const create: number[] = [];
  const node: number[] = [];
  for (let turn = 0; turn < 9; turn++) {
    // In pairs, so that a slow moment of the machine hits both.
    create.push(run(...program, 'new', `more-${turn}`, '--from', 'app-050-dev'));
    node.push(run(process.execPath, '-e', '0'));
    rmSync(join(fleet, 'environments', `more-${turn}`), { recursive: true });
  }
  run(...program, 'synth');
  const check: number[] = [];
  const bareRead: number[] = [];
  const list: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    check.push(run(...program, 'synth', '--check'));
    bareRead.push(run(process.execPath, join(__dirname, 'bare-read.js'), 'environments', 'dist'));
    list.push(run(...program, 'list'));
  }
  rmSync(fleet, { recursive: true, force: true });
  return {
    environments,
    loop,
    create: median(create),
    node: median(node),
    list: median(list),
    check: median(check),
    bareRead: median(bareRead),
  };
};

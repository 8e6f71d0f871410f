import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeValues } from './fleet';
import { type Measurement, measure, median } from './measure';

/** How many environments change. */
const changed = 5;

/** `pgfleet plan` of a fleet that is committed, after one line of five values.yaml changed and nothing was synthesized. */
export const measurePlan = (
  program: readonly string[],
  fleet: string,
  environments: number,
): Measurement | undefined => {
  if (!git(fleet, 'init', '--quiet', '--initial-branch=main')) return undefined;
  writeFileSync(join(fleet, '.gitignore'), '.cache/\n');
  git(fleet, 'add', '--all');
  git(fleet, '-c', 'user.name=bench', '-c', 'user.email=bench@example.org', 'commit', '--quiet', '--message=fleet');
  for (let index = 0; index < changed; index++)
    writeValues(fleet, Math.floor((index * environments) / changed), '19MB');
  const runs = Array.from({ length: 3 }, () => measure([...program, 'plan'], fleet));
  return {
    milliseconds: median(runs.map(({ milliseconds }) => milliseconds)),
    peakBytes: Math.max(...runs.map(({ peakBytes }) => peakBytes)),
  };
};

const git = (cwd: string, ...args: readonly string[]): boolean => spawnSync('git', args, { cwd }).status === 0;

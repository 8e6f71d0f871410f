import { didYouMean } from '../config/suggest';
import type { Environment } from '../defaults/environment';
import type { Problem } from './kubectl';

/** The server of an environment that a command is about. */
export interface ChosenServer {
  /** Base of the names of what is there for it. */
  readonly name: string;
  /** For people. */
  readonly title: string;
}

/** `option`: what `--vdb` says; without it the only one there is. */
export const chosenServer = (environment: Environment, option: unknown): ChosenServer | Problem => {
  const { id, name } = environment;
  if (environment.kind !== 'vdb')
    return option === undefined ? { name, title: id } : { problem: `${id} has no VDB: leave --vdb out` };
  const { vdbs } = environment;
  const names = vdbs.map((vdb) => vdb.name);
  const wanted = option === undefined && vdbs.length === 1 ? names[0] : option;
  const list = names.join(', ');
  if (wanted === undefined) return { problem: `${id} has several VDBs: name one with --vdb (${list})` };
  const found = vdbs.find((vdb) => vdb.name === wanted);
  if (found === undefined)
    return {
      problem: `${id} has no VDB ${JSON.stringify(wanted)}${didYouMean(String(wanted), names) || `: it has ${list}`}`,
    };
  return found.enabled
    ? { name: found.name, title: vdbs.length === 1 ? id : `${id}/${found.name}` }
    : { problem: `the VDB ${found.name} of ${id} is switched off (enabled: false): there is no server to check` };
};

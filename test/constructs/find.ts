import { buildEnvironment } from '../../lib/constructs/environment';
import type { Environment } from '../../lib/defaults/environment';
import { key, type Manifest } from '../../lib/manifest';

/** The objects of an environment by `Kind/name`. `get` fails the test when there is none. */
export const objectsOf = (env: Environment) => {
  const objects = new Map(buildEnvironment(env).map(({ manifest }) => [key(manifest), manifest]));
  return {
    keys: [...objects.keys()].sort(),
    kinds: new Set([...objects.values()].map(({ kind }) => kind)),
    get: (name: string): Manifest & { readonly spec: never; readonly data: never } => {
      const found = objects.get(name);
      if (found === undefined) throw new Error(`${name} is not among ${[...objects.keys()].join(', ')}`);
      return found as never;
    },
  };
};

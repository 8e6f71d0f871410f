import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { buildEnvironment } from '../../lib/constructs/environment';
import { resolve } from '../../lib/defaults/resolve';
import { layersOf, organisationDefaults } from '../../lib/fleet';
import type { Manifest } from '../../lib/manifest';

const defaults = organisationDefaults(readFileSync(join(__dirname, '../../environments/defaults.yaml')));

/** The manifests of one values.yaml below the organisation's defaults of this checkout. */
export const rendered = (id: string, values: object): readonly Manifest[] => {
  const files = new Map([['values.yaml', Buffer.from(stringify(values))]]);
  const layers = layersOf({ defaults }, { id, files });
  const resolved = 'diagnostics' in layers ? layers : resolve({ id, files }, layers);
  if ('diagnostics' in resolved) throw new Error(`${id}: ${JSON.stringify(resolved.diagnostics)}`);
  return buildEnvironment(resolved.environment).map(({ manifest }) => manifest);
};

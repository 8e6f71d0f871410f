import { loadDefaults } from '../../lib/config/load';
import type { Manifest } from '../../lib/manifest';
import { parseManifests } from '../../lib/output/parse-manifests';
import { renderInputs } from '../../lib/synth/environment';
import { usualDefaults } from '../defaults/resolved';

const defaults = loadDefaults('environments/defaults.yaml', Buffer.from(usualDefaults));

/** The manifests that values.yaml gives, from its text to the text of its files and back. */
export const rendered = (values: string, id = 'orders'): readonly Manifest[] => {
  const inputs = { id, files: new Map([['values.yaml', Buffer.from(values)]]), oversized: [] };
  const result = renderInputs(defaults, inputs, { dist: undefined, allowRename: true });
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return [...result.files.values()].flatMap((text) => {
    const parsed = parseManifests(text);
    if ('problem' in parsed) throw new Error(parsed.problem);
    return parsed;
  });
};

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { manifestsOf } from '../../../lib/cli/plan/sides';
import { loadFleet } from '../../../lib/fleet';
import { fileName } from '../../../lib/manifest';
import { renderInputs } from '../../../lib/synth/environment';

const root = join(__dirname, '..', '..', '..');
const samples = readdirSync(join(root, 'environments'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test.each(samples)('what is made of %s is taken as what its files are read as', (id) => {
  const fleet = loadFleet(root, [id]);
  const [inputs] = fleet.inputs.environments;
  if (inputs === undefined) throw new Error(`${id} has no inputs`);
  const rendered = renderInputs(fleet.defaults, inputs, { dist: undefined, allowRename: true });
  if ('diagnostics' in rendered) throw new Error(JSON.stringify(rendered.diagnostics));
  const objects = new Map(rendered.manifests.map((manifest) => [`${id}/${fileName(manifest)}`, manifest]));
  const sides = (known: boolean) =>
    manifestsOf({
      environment: id,
      values: [],
      files: [...rendered.files].flatMap(([path, text]) => {
        const object = known ? objects.get(path) : undefined;
        return [
          { path, before: undefined, after: text, object },
          { path: `same/${path}`, before: text, after: text, object },
        ];
      }),
    });
  expect(objects.size).toBe(rendered.files.size);
  expect(sides(true)).toEqual(sides(false));
});

import { readFileSync } from 'node:fs';
import { ApiObject, type ApiObjectProps, App, Chart, YamlOutputType } from 'cdk8s';
import { environmentId } from './fleet';

/**
 * The peer: `node plain-cdk8s.js OBJECTS.json COUNT OUTDIR`. One App, a Chart per environment, the same objects, compiled beforehand.
 * It gets its objects ready-made, without reading or checking values.
 */
const [objects = '', count = '0', outdir = ''] = process.argv.slice(2);
const template = readFileSync(objects, 'utf8');
const app = new App({
  outdir,
  outputFileExtension: '.yaml',
  yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
});
for (let index = 0; index < Number(count); index++) {
  const id = environmentId(index);
  const chart = new Chart(app, id, { disableResourceNameHashes: true });
  const manifests = JSON.parse(template.replaceAll(environmentId(0), id)) as readonly ApiObjectProps[];
  manifests.forEach((manifest, at) => {
    new ApiObject(chart, String(at), manifest);
  });
}
app.synth();

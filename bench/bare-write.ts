import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentId } from './fleet';

/** The floor: `node bare-write.js TEXTS.json COUNT OUTDIR` writes the same bytes into the same files and does nothing else. */
const [texts = '', count = '0', outdir = ''] = process.argv.slice(2);
const template = readFileSync(texts, 'utf8');
for (let index = 0; index < Number(count); index++) {
  const id = environmentId(index);
  const files = JSON.parse(template.replaceAll(environmentId(0), id)) as Readonly<Record<string, string>>;
  mkdirSync(join(outdir, id), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(outdir, id, name), text);
}

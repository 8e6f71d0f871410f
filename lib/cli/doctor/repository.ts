import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { valuesJsonSchema } from '../../config/json-schema';
import { documentedDefaults } from '../../defaults/profiles';
import { check } from '../../synth';
import { count } from '../report';
import { failed, type Line, ok, warning } from '../status/line';
import type { Examination } from './scope';

/** Whether what is generated is what the values and this program say. */
export const repository: Examination = async ({ root, only }) => {
  const result = await check({ root, only, prune: false, allowRename: false });
  return [judgeDist(result), judgeSchema(root)];
};

export const judgeDist = (result: Awaited<ReturnType<typeof check>>): Line => {
  if ('diagnostics' in result)
    return failed('values', `${count(result.diagnostics.length, 'mistake')}`, 'pgfleet validate');
  const { missing, stale, superfluous } = result.drift;
  const files = [...missing, ...stale, ...superfluous];
  const [first] = [...files, ...result.beside];
  return first === undefined
    ? ok('dist', 'is what the values say')
    : failed('dist', `${files.length + result.beside.length} files are stale, as ${first}`, 'npm run synth');
};

const schemaFile = 'environments/values.schema.json';

/** Editors complete by it; nothing else reads it. */
const judgeSchema = (root: string): Line => {
  const path = join(root, schemaFile);
  if (!existsSync(path)) return ok('schema', `there is no ${schemaFile}`);
  const fresh = `${JSON.stringify(valuesJsonSchema(documentedDefaults), undefined, 2)}\n`;
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n') === fresh
    ? ok('schema', `${schemaFile} is that of this version`)
    : warning(
        'schema',
        `${schemaFile} is of another version: editors are wrong`,
        `pgfleet explain --schema > ${schemaFile}`,
      );
};

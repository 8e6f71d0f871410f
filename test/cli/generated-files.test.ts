import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { valuesReference } from '../../lib/cli/values-reference';
import { valuesJsonSchema } from '../../lib/config/json-schema';
import { documentedDefaults } from '../../lib/defaults/profiles';

const committed = (path: string) => readFileSync(join(__dirname, '..', '..', path), 'utf8');

test('environments/values.schema.json is what the schema says (npm run schema)', () => {
  expect(JSON.parse(committed('environments/values.schema.json'))).toEqual(valuesJsonSchema(documentedDefaults));
});

test('docs/values.md is what the schema says (npm run schema)', () => {
  expect(committed('docs/values.md')).toBe(`${valuesReference().trimEnd()}\n`);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { defaultsSchema, type OrganisationDefaults } from '../../../lib/config/schema';

/** Root of this checkout. */
export const checkout = join(__dirname, '..', '..', '..');

export const organisationDefaults = (): OrganisationDefaults =>
  defaultsSchema.parse(parse(readFileSync(join(checkout, 'environments', 'defaults.yaml'), 'utf8')));

/** Our own image of a major, under the name that environments/defaults.yaml has for it. */
export const ourImage = (major: '15' | '17' | '18' = '17'): string => {
  const postgres = organisationDefaults().images?.postgres;
  const image = typeof postgres === 'string' ? postgres : postgres?.[major];
  if (image === undefined) throw new Error(`environments/defaults.yaml names no image of PostgreSQL ${major}`);
  return image;
};

/** An image with the layout of the official one, built from test/cluster/official-layout. */
export const officialLayoutImage = 'registry.example/official-layout-postgres:17';

/** Names of the sample environments. */
export const samples = (): readonly string[] =>
  readdirSync(join(checkout, 'environments'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

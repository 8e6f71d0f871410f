import type { Major } from '../config/schema';
import type { DatabaseEnvironment } from './environment';
import type { Findings } from './findings';
import type { Generates } from './quota';

/** Images whose layout does not fit ours, by a part of the reference. Source: the Dockerfiles of each. */
const unfit: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  {
    pattern: /alpine/,
    why: 'Alpine runs PostgreSQL as uid 70, and its C library (musl) sorts text differently, which breaks indexes on existing data: use a Debian-based image',
  },
  {
    pattern: /(^|\/)bitnami(legacy|secure)?\//,
    why: 'Bitnami images run as uid 1001 and keep their data elsewhere: use an image with uid 999',
  },
  { pattern: /(^|\/)cloudnative-pg\//, why: 'images of CloudNativePG run as uid 26: use an image with uid 999' },
];

/** Who uses the tools. */
interface Users {
  readonly generates: Generates;
  readonly method: DatabaseEnvironment['backup']['method'];
  readonly checked: boolean;
}

/** The image of PostgreSQL for this major, and that of the tools. */
export const resolveImages = (
  findings: Findings,
  version: Major | undefined,
  { generates, method, checked }: Users,
): DatabaseEnvironment['images'] => {
  const images = findings.values.images;
  const postgres = postgresImage(findings, version);
  const used = generates.credentials || generates.certificates || method === 'pgDump' || checked;
  if (!used)
    findings.noEffect(
      ['images', 'tools'],
      'the Jobs that use it run for credentials.source generated, tls.source generated, backup.method pgDump and checks only',
    );
  const toolsMajor = majorOf(images?.tools ?? '');
  const program = method === 'pgDump' ? 'pg_dump' : checked ? 'pg_basebackup' : undefined;
  if (program !== undefined && version !== undefined && toolsMajor !== undefined && toolsMajor < Number(version))
    findings.add(
      'image',
      ['images', 'tools'],
      `the tag says PostgreSQL ${toolsMajor}, but database.version is "${version}": ${program} refuses a server that is newer than itself`,
    );
  return { postgres, tools: (used ? images?.tools : undefined) ?? postgres };
};

/**
 * The image of the Jobs of checks where no server runs here. Without one of its own it is that of the newest PostgreSQL: its programs talk
 * to every older server, and refuse a newer one.
 */
export const resolveToolsImage = (findings: Findings): string => {
  const { tools, postgres } = findings.values.images ?? {};
  const newest = typeof postgres === 'string' ? postgres : newestOf(postgres ?? {});
  return findings.required(
    ['images', 'tools'],
    tools ?? newest,
    '',
    'the image of the Jobs of checks; set it for all environments in environments/defaults.yaml',
  );
};

const newestOf = (images: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(images).sort(([one], [other]) => Number(other) - Number(one))[0]?.[1];

const postgresImage = (findings: Findings, version: Major | undefined): string => {
  const images = findings.values.images?.postgres;
  if (images === undefined) {
    findings.add(
      'missing-key',
      ['images', 'postgres'],
      'images.postgres is missing: set it for all environments in environments/defaults.yaml',
    );
    return '';
  }
  if (version === undefined) return '';
  const path = typeof images === 'string' ? ['images', 'postgres'] : ['images', 'postgres', version];
  const image = typeof images === 'string' ? images : images[version];
  if (image === undefined) {
    findings.add('image', ['images', 'postgres'], `images.postgres has no image for PostgreSQL ${version}`);
    return '';
  }
  const row = unfit.find(({ pattern }) => pattern.test(withoutRegistry(image)));
  if (row !== undefined) findings.add('image', path, row.why);
  const major = majorOf(image);
  if (major !== undefined && major !== Number(version))
    findings.add(
      'image',
      path,
      `the tag says PostgreSQL ${major}, but database.version is "${version}": data of one major cannot be read by another`,
    );
  return image;
};

/** A registry may be called what it likes. */
const withoutRegistry = (image: string): string => image.replace(/^[^/]*[.:][^/]*\//, '');

/** Major that the tag begins with; undefined where it names none (an image may carry a version or date of its own). */
const majorOf = (image: string): number | undefined => {
  const tag = /:([^/:@]+)(@|$)/.exec(image)?.[1];
  const number = Number(/^v?([0-9]{1,2})($|[-._])/.exec(tag ?? '')?.[1] ?? Number.NaN);
  return number >= 9 && number <= 30 ? number : undefined;
};

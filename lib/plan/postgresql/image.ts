/** An image of a database server, as far as its name tells. */
export interface DatabaseImage {
  readonly repository: string;
  /** `17` of `postgres:17.2-alpine`; undefined: the name does not say. */
  readonly major: string | undefined;
  /** User id and C library, which decide over files and the order of text; undefined: not known. */
  readonly layout: string | undefined;
}

interface Layout {
  readonly pattern: RegExp;
  readonly layout: string;
}

/** Who the server runs as and with which C library. Source: their Dockerfiles. The first that matches the whole name. */
const layouts: readonly Layout[] = [
  { pattern: /alpine/, layout: 'uid 70, musl' },
  { pattern: /(^|\/)bitnami(legacy)?\/postgresql/, layout: 'uid 1001, glibc of Bitnami' },
  { pattern: /cloudnative-pg\/postgresql|(^|\/)cnpg\//, layout: 'uid 26, glibc' },
  { pattern: /crunchy-postgres/, layout: 'uid 26, glibc' },
  { pattern: /spilo/, layout: 'uid 101, glibc' },
  { pattern: /(^|\/)pgfleet-postgres|^(docker\.io\/)?(library\/)?postgres(:|@|$)/, layout: 'uid 999, glibc of Debian' },
];

/** undefined: no image of PostgreSQL, by its name. */
export const databaseImage = (image: unknown): DatabaseImage | undefined => {
  if (typeof image !== 'string') return undefined;
  const [named = '', digest] = image.split('@');
  const at = named.lastIndexOf(':');
  const hasTag = at > named.lastIndexOf('/');
  const [repository, tag] = hasTag ? [named.slice(0, at), named.slice(at + 1)] : [named, ''];
  if (!/postgres|spilo|postgis|timescaledb|pgvector/i.test(repository.split('/').slice(-2).join('/'))) return undefined;
  if (/export|bouncer|operator|backup|migrat/i.test(repository)) return undefined;
  const major = /^(?:pg|ubi\d-|v)?([1-9]\d?)(?=\D|$)/.exec(tag)?.[1];
  return {
    repository,
    major: digest !== undefined && tag === '' ? undefined : major,
    layout: layouts.find(({ pattern }) => pattern.test(hasTag ? `${repository}:${tag}` : repository))?.layout,
  };
};

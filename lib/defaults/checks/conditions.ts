import { formatPath } from '../../config/path';
import type { ActiveChecks, ExpectedTable } from '../environment/checks';
import type { Findings, Path } from '../findings';

type Values = NonNullable<Findings['values']['checks']>;
type Conditions = Pick<ActiveChecks, 'databases' | 'tables' | 'expectations'>;

/** A ConfigMap holds 1 MiB with everything around the text. */
const limitBytes = 900 * 1024;

/** Which databases are looked at, and what the user expects of them. `database`: the one that is meant where none is named. */
export const resolveConditions = (findings: Findings, values: Values, database: string): Conditions => {
  const databases = resolveDatabases(findings, values);
  const skipped = (check: 'tables' | 'expect'): boolean => {
    if (values.skip?.includes(check) !== true) return false;
    findings.noEffect(['checks', check], `checks.skip leaves the check "${check}" out`);
    return true;
  };
  const conditions: Conditions = {
    databases,
    tables: skipped('tables') ? [] : resolveTables(findings, values, database, databases),
    expectations: skipped('expect') ? [] : resolveExpectations(findings, values, database, databases),
  };
  const bytes = Buffer.byteLength(JSON.stringify(conditions), 'utf8');
  if (bytes > limitBytes)
    findings.add(
      'invalid-value',
      ['checks', conditions.expectations.length > 0 ? 'expect' : 'tables'],
      `checks.tables and checks.expect have ${bytes} bytes together, and a ConfigMap holds ${limitBytes} of them`,
    );
  return conditions;
};

/** Says which items of a list are there before. */
export const refuseTwice = (findings: Findings, path: Path, items: readonly string[], keys = items): void => {
  for (const [index, key] of keys.entries())
    if (keys.indexOf(key) !== index)
      findings.add('invalid-value', [...path, index], `"${items[index]}" is twice in ${path.join('.')}`);
};

const resolveDatabases = (findings: Findings, { databases = 'all' }: Values): Conditions['databases'] => {
  if (databases === 'all') return databases;
  const path: Path = ['checks', 'databases'];
  refuseTwice(findings, path, databases);
  for (const [index, name] of databases.entries()) {
    if (name === 'all')
      findings.add('invalid-value', [...path, index], 'every database is "databases: all", without a list');
    if (name === 'template0')
      findings.add('invalid-value', [...path, index], '"template0" lets nobody in, so that it cannot be checked');
  }
  return databases;
};

/** The database of a condition, which must be one that is looked at. */
const databaseOf = (
  findings: Findings,
  path: Path,
  own: string | undefined,
  fallback: string,
  databases: Conditions['databases'],
): string => {
  const name = own ?? fallback;
  // Without a name the environment is refused for that already.
  if (databases !== 'all' && name !== '' && !databases.includes(name))
    findings.add(
      'invalid-value',
      own === undefined ? path : [...path, 'database'],
      `"${name}", the database of ${formatPath(path)}, is not one of checks.databases, so that nobody looks at it: name it there as well`,
    );
  return name;
};

const resolveTables = (
  findings: Findings,
  { tables = [] }: Values,
  database: string,
  databases: Conditions['databases'],
): readonly ExpectedTable[] => {
  const found = tables.map((table, index): ExpectedTable => {
    const path: Path = ['checks', 'tables', index];
    const { schema, name, rows, ...rest } = typeof table === 'string' ? shortForm(findings, path, table) : table;
    return {
      database: databaseOf(findings, path, rest.database, database, databases),
      schema: schema ?? 'public',
      name,
      rows,
    };
  });
  refuseTwice(
    findings,
    ['checks', 'tables'],
    found.map(({ name }) => name),
    found.map((table) => JSON.stringify([table.database, table.schema, table.name])),
  );
  return found;
};

type LongForm = Exclude<NonNullable<Values['tables']>[number], string>;

/** A dot in a name is legal, and hardly ever meant. */
const shortForm = (findings: Findings, path: Path, name: string): LongForm => {
  const dot = name.indexOf('.');
  if (dot !== -1) {
    const [schema, table] = [name.slice(0, dot), name.slice(dot + 1)].map((part) => JSON.stringify(part));
    findings.add(
      'invalid-value',
      path,
      `${JSON.stringify(name)} has a dot: {schema: ${schema}, name: ${table}} is a table of another schema, {name: ${JSON.stringify(name)}} one that is called so`,
    );
  }
  return { name };
};

const resolveExpectations = (
  findings: Findings,
  { expect = [] }: Values,
  database: string,
  databases: Conditions['databases'],
): Conditions['expectations'] => {
  refuseTwice(
    findings,
    ['checks', 'expect'],
    expect.map(({ name }) => name),
  );
  return expect.map(({ name, sql, equals, ...rest }, index) => ({
    name,
    database: databaseOf(findings, ['checks', 'expect', index], rest.database, database, databases),
    sql,
    equals,
  }));
};

import type { ActiveChecks } from '../defaults/environment';
import { exporterQueries } from './scripts';

/**
 * Mounted as /pgfleet/checks. Names and queries as JSON, to the byte: they become data of check.sh, and never a word of a command. A line
 * for each, so that one more is a diff of one line.
 */
export const checkFiles = ({ databases, tables, expectations }: ActiveChecks): Record<string, string> => ({
  databases: databases === 'all' ? 'all\n' : databases.map((name) => `${JSON.stringify(name)}\n`).join(''),
  'tables.json': list(
    tables.map(({ database, schema, name, rows = null }) => JSON.stringify({ database, schema, name, rows })),
  ),
  'expect.json': list(
    expectations.map(({ name, database, sql, equals }) => JSON.stringify({ name, database, sql, equals })),
  ),
  'exporter-queries.yaml': exporterQueries(),
});

const list = (items: readonly string[]): string =>
  items.length === 0 ? '[]\n' : `[\n${items.map((item) => `  ${item}`).join(',\n')}\n]\n`;

import type { Damage } from './damage';
import { change, flipByte, remove } from './damaged-heaps';
import { changeEntry, sql } from './damaged-indexes';
import type { Prepared } from './prepared';

const closed = 'The database cannot be entered. The error stands in the detail.';

/** The row of a catalogue goes, and nothing else: no DROP that would clean up behind it. */
const gone = (catalogue: string, condition: string) => sql(`DELETE FROM ${catalogue} WHERE ${condition}`);

const mapOfDatabase = (server: Prepared): string =>
  `${(server.files.orders ?? '').split('/').slice(0, 2).join('/')}/pg_filenode.map`;

export const catalogueDamages: readonly Damage[] = [
  {
    title: 'a column gone from pg_attribute',
    live: gone('pg_attribute', "attrelid = 'orders'::regclass AND attname = 'note'"),
    names: /orders/,
  },
  {
    title: 'an index gone from pg_class',
    live: gone('pg_class', "relname = 'orders_customer_idx'"),
    names: /orders|pg_index/,
  },
  {
    title: 'an index gone from pg_index',
    live: gone('pg_index', "indexrelid = 'orders_customer_idx'::regclass"),
    names: /orders_customer_idx/,
  },
  {
    title: 'a table gone from pg_class',
    live: gone('pg_class', "relname = 'moods'"),
    names: /pg_(attribute|index|type|class|trigger|constraint)/,
  },
  {
    title: 'the type of a column gone from pg_type',
    live: gone('pg_type', "typname = 'mood'"),
    names: /moods|pg_type/,
  },
  {
    title: 'the label of a stored enum value gone from pg_enum',
    live: gone('pg_enum', "enumlabel = 'bad'"),
    names: /moods/,
  },
  {
    title: 'the function of a trigger gone from pg_proc (a target of pg_depend)',
    live: gone('pg_proc', "proname = 'stamp'"),
    names: /pg_trigger|pg_depend/,
  },
  {
    title: 'a schema gone from pg_namespace',
    live: async (server) => {
      await sql('CREATE SCHEMA billing', 'CREATE TABLE billing.invoices (id integer)')(server);
      await gone('pg_namespace', "nspname = 'billing'")(server);
    },
    names: /pg_namespace|invoices/,
  },
  {
    title: 'an owner gone from pg_authid',
    live: async (server) => {
      await sql('CREATE ROLE clerk', 'ALTER TABLE moods OWNER TO clerk')(server);
      await gone('pg_authid', "rolname = 'clerk'")(server);
    },
    names: /pg_authid|moods/,
  },
  {
    title: 'the TOAST table of a table gone from pg_class',
    live: gone('pg_class', "oid = (SELECT reltoastrelid FROM pg_class WHERE relname = 'documents')"),
    names: /documents/,
  },
  {
    title: 'a partition gone from pg_inherits',
    live: gone('pg_inherits', "inhrelid = 'measures_2026'::regclass"),
    names: /measures/,
    remark: 'The partition is still there, but a query of the whole table does not see its rows.',
  },
  { title: 'a byte of pg_statistic changed on disk', onFiles: flipByte('pg_statistic', 1), names: /pg_statistic/ },
  {
    title: 'a byte of pg_attribute changed on disk',
    onFiles: flipByte('pg_attribute', 1),
    names: /shop/,
    remark: closed,
  },
  { title: 'a byte of pg_class changed on disk', onFiles: flipByte('pg_class', 0), names: /shop/, remark: closed },
  {
    title: 'an index of pg_proc damaged, checksum right',
    onFiles: change('pg_proc_oid_index', 1, changeEntry),
    names: /pg_proc_oid_index/,
  },
  {
    title: 'the map of file names of a database missing',
    onFiles: (server) => remove(mapOfDatabase(server))(server),
    names: /shop/,
    remark: closed,
  },
];

import type { Damage } from './damage';
import { change, cut, flipByte, putBack, remove } from './damaged-heaps';
import { usedItem } from './page';
import type { Prepared } from './prepared';

/** A superuser's statements, each of which has to work. */
export const sql =
  (...statements: readonly string[]) =>
  async (server: Prepared): Promise<void> => {
    for (const statement of statements) {
      const { code, stderr } = await server.psql(statement);
      if (code !== 0) throw new Error(stderr);
    }
  };

/** The second byte of the key of an entry, behind its header of 8 bytes (access/itup.h). */
export const changeEntry = (page: Buffer) => {
  const { offset } = usedItem(page, 40);
  page.writeUInt8(page.readUInt8(offset + 9) ^ 0xff, offset + 9);
};

const noTool = 'No tool of PostgreSQL 15 or 17 looks inside such an index. REINDEX, where in doubt.';

export const indexDamages: readonly Damage[] = [
  { title: 'a byte of a B-tree changed on disk', onFiles: flipByte('orders_pkey', 1), names: /orders_pkey\b/ },
  {
    title: 'a byte of a B-tree changed, checksum right',
    onFiles: change('orders_pkey', 1, changeEntry),
    names: /orders_pkey\b/,
  },
  {
    title: 'a row that its index does not have',
    live: sql(
      ...without('customers_email_key', 'indisready', "INSERT INTO customers (email) VALUES ('new@example.org')"),
    ),
    names: /customers_email_key/,
  },
  {
    title: 'two rows with one key in a unique index',
    live: sql(
      ...without('customers_email_key', 'indisunique', "INSERT INTO customers (email) VALUES ('c7@example.org')"),
    ),
    names: /customers_email_key/,
  },
  {
    title: 'an index replaced by its older version',
    onFiles: putBack('ledger_amount_idx'),
    names: /ledger_amount_idx/,
  },
  { title: 'the last pages of a B-tree cut off', onFiles: cut('orders_pkey', 2), names: /orders_pkey/ },
  { title: 'the file of an index missing', onFiles: remove('orders_customer_idx'), names: /orders_customer_idx/ },
  {
    title: 'an index left invalid',
    live: sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_customer_idx'::regclass"),
    names: /orders_customer_idx/,
  },
  {
    title: 'a byte of a GIN index changed on disk',
    onFiles: flipByte('articles_tags_idx', 2),
    names: /articles_tags_idx/,
  },
  {
    title: 'a byte of a GIN index changed, checksum right',
    onFiles: change('articles_tags_idx', 2, (page) => page.writeUInt8(page.readUInt8(6000) ^ 0xff, 6000)),
    names: /articles_tags_idx/,
    remark: noTool,
  },
  {
    title: 'a byte of a hash index changed on disk',
    onFiles: flipByte('articles_code_idx', 2),
    names: /articles_code_idx/,
  },
  {
    title: 'a byte of a hash index changed, checksum right',
    onFiles: change('articles_code_idx', 2, (page) => page.writeUInt8(page.readUInt8(6000) ^ 0xff, 6000)),
    names: /articles_code_idx/,
    remark: noTool,
  },
  {
    title: 'a byte of a GiST index changed on disk',
    onFiles: flipByte('articles_place_idx', 2),
    names: /articles_place_idx/,
  },
  { title: 'the file of a GIN index missing', onFiles: remove('articles_tags_idx'), names: /articles_tags_idx/ },
];

function without(index: string, property: string, statement: string): readonly string[] {
  const set = (value: boolean) => `UPDATE pg_index SET ${property} = ${value} WHERE indexrelid = '${index}'::regclass`;
  return [set(false), statement, set(true)];
}

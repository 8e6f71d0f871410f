import { chownSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Damage } from './damage';
import { change, flipByte } from './damaged-heaps';
import { sql } from './damaged-indexes';
import { readPage, usedItem, writePage } from './page';
import type { Prepared } from './prepared';

const onData = async (server: Prepared, program: string, ...args: readonly string[]) => {
  const { code, stderr } = await server.sandbox.run([program, ...args, '-D', server.sandbox.at('pgdata/data')]);
  if (code !== 0) throw new Error(stderr);
};

/** A file of a status log of 32 pages: zeroes, as the server makes it. */
const emptySegment = (server: Prepared, name: string, pages = 32) => {
  const path = server.data(name);
  writeFileSync(path, Buffer.alloc(pages * 8192), { mode: 0o600 });
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
};

const hexadecimal = (segment: number) => segment.toString(16).toUpperCase().padStart(4, '0');

/** Transactions of one segment of pg_xact: 4 in a byte, 32 pages. */
const transactionsInSegment = 8192 * 4 * 32;

const nextTransaction = (xid: number) => async (server: Prepared) => {
  await onData(server, 'pg_resetwal', '-x', String(xid));
  emptySegment(server, `pg_xact/${hexadecimal(Math.floor(xid / transactionsInSegment))}`);
};

const nextMultixact = (number: number) => async (server: Prepared) => {
  await onData(server, 'pg_resetwal', '-m', `${number},1`);
  emptySegment(server, `pg_multixact/offsets/${hexadecimal(Math.floor(number / 65536))}`);
};

/** The status of a transaction is two bits: 01 committed, 10 aborted. */
const rollBack = (relation: string) => (server: Prepared) => {
  const page = readPage(server.data(server.files[relation] ?? ''), 0);
  const xid = page.readUInt32LE(usedItem(page).offset);
  const log = server.data('pg_xact/0000');
  const statuses = readPage(log, 0);
  const at = Math.floor(xid / 4);
  statuses.writeUInt8(statuses.readUInt8(at) ^ (0b11 << ((xid % 4) * 2)), at);
  writePage(log, 0, statuses);
};

const inTemplate0 = (server: Prepared): string => {
  const directory = server.files.template0 ?? '';
  const largest = readdirSync(server.data(directory))
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => sizeOf(server, directory, b) - sizeOf(server, directory, a))[0];
  return join(directory, largest ?? '');
};
const sizeOf = (server: Prepared, ...names: readonly string[]) => statSync(server.data(join(...names))).size;

const fork =
  (relation: string, name: string, work: (path: string) => (server: Prepared) => unknown) => (server: Prepared) =>
    work(`${server.files[relation]}_${name}`)(server);

export const otherDamages: readonly Damage[] = [
  {
    title: 'a byte of a visibility map changed on disk',
    onFiles: fork('orders', 'vm', (path) => flipByte(path, 0)),
    names: /orders|_vm/,
  },
  {
    title: 'a visibility map that calls all pages visible, checksum right',
    onFiles: fork('ledger', 'vm', (path) => change(path, 0, (page) => page.fill(0x55, 24, 26))),
    names: /ledger/,
  },
  {
    title: 'a byte of a free space map changed on disk',
    onFiles: fork('orders', 'fsm', (path) => flipByte(path, 2)),
    names: /orders|_fsm/,
  },
  {
    title: 'a byte of a sequence changed on disk',
    onFiles: flipByte('customers_id_seq', 0),
    names: /customers_id_seq/,
  },
  {
    title: 'a sequence near its end',
    live: sql("SELECT setval('customers_id_seq', 2100000000)"),
    names: /customers_id_seq/,
  },
  {
    title: 'a byte of template0 changed on disk',
    onFiles: (server) => flipByte(inTemplate0(server), 0)(server),
    names: /template0|base\//,
  },
  {
    title: 'a byte of the shared catalogue of databases changed on disk',
    onFiles: flipByte('pg_database', 0),
    names: /pg_database|server|connect/,
    remark: 'Nobody can log in. The error stands in the detail.',
  },
  {
    title: 'the status of old transactions missing (pg_xact)',
    onFiles: async (server) => {
      await nextTransaction(2 * transactionsInSegment + 100)(server);
      rmSync(server.data('pg_xact/0000'));
    },
    names: /shop|transaction/,
    remark: 'Almost no query works. The error stands in the detail.',
  },
  {
    title: 'committed transactions marked as rolled back (pg_xact)',
    onFiles: rollBack('fresh'),
    names: /fresh/,
    remark: 'pg_xact has no checksums. The rows just vanish: give `checks.tables` a number of `rows`.',
  },
  {
    title: 'checksums turned off',
    onFiles: (server) => onData(server, 'pg_checksums', '--disable'),
    names: /checksums/,
  },
  {
    title: 'more than half of the transaction numbers used',
    onFiles: nextTransaction(1_200_000_000),
    names: /transaction-age\b/,
  },
  {
    title: 'four fifths of the transaction numbers used',
    onFiles: nextTransaction(1_720_000_000),
    names: /transaction-age-critical\b/,
  },
  {
    title: 'four fifths of the multixact numbers used',
    onFiles: nextMultixact(1_720_000_000),
    names: /multixact-age-critical\b/,
  },
  {
    title: 'a database made by another version of its collation library',
    live: sql("UPDATE pg_database SET datcollversion = '1' WHERE datname = 'shop'"),
    names: /shop/,
  },
  {
    title: 'a collation made by another version of its library',
    live: sql(
      "CREATE COLLATION german (provider = icu, locale = 'de')",
      'CREATE INDEX customers_street_idx ON customers (street COLLATE german)',
      "UPDATE pg_collation SET collversion = '1' WHERE collname = 'german'",
    ),
    names: /german/,
  },
];

import { copyFileSync, rmSync } from 'node:fs';
import type { Damage } from './damage';
import { flip } from './flip';
import { changePage, cutPages, dropItem, itemsOf, pageBytes, readPage, usedItem, valuesOf, writePage } from './page';
import type { Prepared } from './prepared';

const fileOf = (server: Prepared, relation: string): string => server.data(server.files[relation] ?? relation);

/** A byte in the middle of a page, as a disk changes it: the checksum is wrong afterwards. */
export const flipByte = (relation: string, block: number) => (server: Prepared) =>
  flip(fileOf(server, relation), block * pageBytes + 6000);

/** The checksum is right afterwards. */
export const change = (relation: string, block: number, work: (page: Buffer) => void) => (server: Prepared) =>
  changePage(fileOf(server, relation), block, work);

export const cut = (relation: string, pages: number) => (server: Prepared) => cutPages(fileOf(server, relation), pages);
export const remove = (relation: string) => (server: Prepared) => rmSync(fileOf(server, relation));

const zero = (relation: string, block: number) => (server: Prepared) =>
  writePage(fileOf(server, relation), block, Buffer.alloc(pageBytes));

/** The first bytes of a page are those that it had before. */
const goBack = (relation: string, block: number, bytes: number) => (server: Prepared) => {
  const file = fileOf(server, relation);
  const before = readPage(server.earlier(server.files[relation] ?? relation), block);
  const page = readPage(file, block);
  if (before.equals(page)) throw new Error(`${relation} has no other version of block ${block}`);
  before.copy(page, 0, 0, bytes);
  writePage(file, block, page);
};

/** The whole file is that of an earlier time, as after a restore of one file. */
export const putBack = (relation: string) => (server: Prepared) =>
  copyFileSync(server.earlier(server.files[relation] ?? relation), fileOf(server, relation));

const invert = (page: Buffer, at: number) => page.writeUInt8(page.readUInt8(at) ^ 0xff, at);

/** orders: id bigint, customer integer, note text with a header of one byte. */
const noteOfOrder = 12;

export const heapDamages: readonly Damage[] = [
  {
    title: 'a byte of a table changed on disk',
    onFiles: flipByte('orders', 3),
    names: /orders\b.*\bblock 3\b/,
  },
  {
    title: 'the same, while the server has the sound page in memory',
    live: async (server) => {
      await server.psql('SELECT count(*), sum(length(note)) FROM orders');
      flipByte('orders', 3)(server);
    },
    names: /orders\b.*\bblock 3\b/,
    remark: 'Only a read from disk sees it. The next write of that page by the server makes it sound again.',
  },
  {
    title: 'half of a page is older than the other half (torn page)',
    onFiles: goBack('ledger', 1, 4096),
    names: /ledger\b.*\bblock 1\b/,
  },
  {
    title: 'a page replaced by its older version (lost write)',
    onFiles: goBack('ledger', 1, pageBytes),
    names: /ledger/,
    remark: 'The old page is sound in itself.',
  },
  { title: 'a page of zeroes in a vacuumed table', onFiles: zero('orders', 5), names: /orders/ },
  {
    title: 'a page of zeroes in a table that was never vacuumed',
    onFiles: zero('journal', 5),
    names: /journal/,
    remark: 'An empty page is legal: a crash while a table grows leaves one.',
  },
  { title: 'the last pages of a table cut off', onFiles: cut('orders', 3), names: /orders/ },
  {
    title: 'the last pages of a table without statistics cut off',
    onFiles: cut('fresh', 3),
    names: /fresh/,
  },
  { title: 'the file of a table missing', onFiles: remove('orders'), names: /orders/ },
  {
    title: 'a piece of a long value missing (TOAST), checksum right',
    onFiles: change('toast of documents', 1, (page) =>
      dropItem(
        page,
        itemsOf(page).findIndex(({ flags }) => flags === 1),
      ),
    ),
    names: /documents/,
  },
  {
    title: 'a byte of long values changed on disk (TOAST)',
    onFiles: flipByte('toast of documents', 1),
    names: /toast/,
  },
  {
    title: 'a compressed value damaged, checksum right',
    onFiles: change('reports', 0, (page) => {
      const item = usedItem(page);
      page.fill(0xff, item.offset + 100, item.offset + 300);
    }),
    names: /reports/,
  },
  {
    title: 'a value with a wrong length, checksum right',
    onFiles: change('orders', 2, (page) => page.writeUInt8(0xff, valuesOf(page, usedItem(page, 4)) + noteOfOrder)),
    names: /orders\b.*\bblock 2\b/,
  },
  {
    title: 'a row of a transaction that has not begun yet, checksum right',
    onFiles: change('orders', 2, (page) => page.writeUInt32LE(0x70000000, usedItem(page, 4).offset)),
    names: /orders\b.*\bblock 2\b/,
  },
  {
    title: 'an indexed value changed, checksum right',
    onFiles: change('orders', 2, (page) => invert(page, valuesOf(page, usedItem(page, 4)))),
    names: /orders/,
  },
  {
    title: 'a value without an index changed, checksum right',
    onFiles: change('orders', 2, (page) => invert(page, valuesOf(page, usedItem(page, 4)) + noteOfOrder + 3)),
    names: /orders/,
    remark: 'One valid value became another. Only a check of the application, or its `expect`, can know.',
  },
];

import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

/** Pages of PostgreSQL's files (src/include/storage/bufpage.h), for tests that damage them on purpose. */
export const pageBytes = 8192;

export const readPage = (path: string, block: number): Buffer =>
  withFile(path, (file) => {
    const page = Buffer.alloc(pageBytes);
    if (readSync(file, page, 0, pageBytes, block * pageBytes) !== pageBytes) {
      throw new Error(`${path} has no block ${block}`);
    }
    return page;
  });

export const writePage = (path: string, block: number, page: Buffer): void =>
  withFile(path, (file) => void writeSync(file, page, 0, pageBytes, block * pageBytes));

/** Changes a sound page and makes its checksum right again, as a bug of the server would leave it. */
export const changePage = (path: string, block: number, change: (page: Buffer) => void): void => {
  const page = readPage(path, block);
  if (page.readUInt16LE(checksumAt) !== pageChecksum(page, block)) {
    throw new Error(`block ${block} of ${path} was not sound before`);
  }
  change(page);
  page.writeUInt16LE(pageChecksum(page, block), checksumAt);
  writePage(path, block, page);
};

export const cutPages = (path: string, pages: number): void =>
  withFile(path, (file) => ftruncateSync(file, fstatSync(file).size - pages * pageBytes));

interface Item {
  readonly offset: number;
  readonly bytes: number;
  /** 1 where the item is in use. */
  readonly flags: number;
}

/** The item pointers of a page, the first one at index 0: 15 bits of offset, 2 of flags, 15 of length (storage/itemid.h). */
export const itemsOf = (page: Buffer): readonly Item[] =>
  Array.from({ length: (page.readUInt16LE(12) - headerBytes) / 4 }, (_, index) => {
    const pointer = page.readUInt32LE(headerBytes + index * 4);
    return { offset: pointer & 0x7fff, flags: (pointer >>> 15) & 3, bytes: pointer >>> 17 };
  });

/** The first item in use, from the given one on. */
export const usedItem = (page: Buffer, from = 0): Item => {
  const item = itemsOf(page)
    .slice(from)
    .find(({ flags }) => flags === 1);
  if (item === undefined) throw new Error('the page has no such item');
  return item;
};

export const dropItem = (page: Buffer, index: number): void => void page.writeUInt32LE(0, headerBytes + index * 4);

/** Where the values of a heap row begin (t_hoff of htup_details.h). */
export const valuesOf = (page: Buffer, { offset }: Item): number => offset + page.readUInt8(offset + 22);

const headerBytes = 24;
const checksumAt = 8;

/** 32 FNV-1a sums side by side, each with a shift (src/include/storage/checksum_impl.h). */
const pageChecksum = (page: Buffer, block: number): number => {
  const sums = Uint32Array.from(offsets);
  for (let at = 0; at < pageBytes; at += 4) {
    const lane = (at / 4) % offsets.length;
    // The two bytes of the checksum itself count as zero.
    const word = at === checksumAt ? page.readUInt16LE(checksumAt + 2) * 0x10000 : page.readUInt32LE(at);
    sums[lane] = mixed(sums[lane] ?? 0, word);
  }
  let folded = 0;
  for (const sum of sums) folded ^= mixed(mixed(sum, 0), 0);
  return (((folded ^ block) >>> 0) % 65535) + 1;
};

const mixed = (sum: number, word: number): number => {
  const value = (sum ^ word) >>> 0;
  return (Math.imul(value, 16777619) ^ (value >>> 17)) >>> 0;
};

const offsets = [
  0x5b1f36e9, 0xb8525960, 0x02ab50aa, 0x1de66d2a, 0x79ff467a, 0x9bb9f8a3, 0x217e7cd2, 0x83e13d2c, 0xf8d4474f,
  0xe39eb970, 0x42c6ae16, 0x993216fa, 0x7b093b5d, 0x98daff3c, 0xf718902a, 0x0b1c9cdb, 0xe58f764b, 0x187636bc,
  0x5d7b3bb1, 0xe73de7de, 0x92bec979, 0xcca6c0b2, 0x304a0979, 0x85aa43d4, 0x783125bb, 0x6ca8eaa2, 0xe407eac6,
  0x4b5cfc3e, 0x9fbf8c76, 0x15ca20be, 0xf2ca9fd3, 0x959bd756,
];

const withFile = <T>(path: string, work: (file: number) => T): T => {
  const file = openSync(path, 'r+');
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
};

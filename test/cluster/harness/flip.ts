import type { TestEnvironment } from './project';
import { shell } from './psql';

const must = async (environment: TestEnvironment, script: string): Promise<string> => {
  const { code, stdout, stderr } = await shell(environment, `set -euo pipefail\n${script}`, 120);
  if (code !== 0) throw new Error(`${script}: ${stdout}${stderr}`);
  return stdout.trim();
};

/** Turns every bit of the byte in the middle of a file; once more turns them back. */
const flip = `flip() {
  local at old
  at=$(($(stat -c %s -- "$1") / 2))
  old=$(od -An -tu1 -j "$at" -N 1 -- "$1")
  printf "\\\\x$(printf %02x $((old ^ 255)))" | dd of="$1" bs=1 seek="$at" conv=notrunc status=none
}`;

/** A byte of a file in the repository, as a broken disk of the S3 service turns it. */
export const flipInRepository = (environment: TestEnvironment, file: string): Promise<string> =>
  must(
    environment,
    `${flip}
     pgbackrest repo-get --raw '${file}' >/tmp/flipped
     flip /tmp/flipped
     pgbackrest repo-put --raw '${file}' </tmp/flipped
     rm /tmp/flipped`,
  );

/** A byte of a table on disk; the server has written the page, and reads it no more. */
export const flipInTable = async (environment: TestEnvironment, table: string): Promise<string> =>
  must(
    environment,
    `${flip}
     psql -X -q -d shop -c CHECKPOINT
     flip "$PGDATA/$(psql -X -A -t -d shop -c "SELECT pg_relation_filepath('${table}')")"`,
  );

/**
 * The same, for a table that the server is to read again: its pages leave the cache of the server, as they do in time. Returns the number of
 * the block.
 */
export const flipOnDisk = async (environment: TestEnvironment, table: string): Promise<number> => {
  await flipInTable(environment, table);
  const block = await must(
    environment,
    `psql -X -q -d shop -c 'CREATE EXTENSION IF NOT EXISTS pg_buffercache'
     left=$(psql -X -A -t -d shop -c "SELECT count(*) FROM (SELECT pg_buffercache_evict(bufferid) AS gone FROM pg_buffercache
       WHERE relfilenode = pg_relation_filenode('${table}') AND relforknumber = 0) AS each WHERE NOT gone")
     [[ $left == 0 ]]
     echo "$(($(stat -c %s -- "$PGDATA/$(psql -X -A -t -d shop -c "SELECT pg_relation_filepath('${table}')")") / 2 / 8192))"`,
  );
  return Number(block);
};

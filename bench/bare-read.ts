import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads every file below the directories that are named, and does nothing with it: what a comparison of them cannot be quicker than. */
for (const directory of process.argv.slice(2))
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name));

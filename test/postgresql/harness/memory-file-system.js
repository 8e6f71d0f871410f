/**
 * Before and after the tier: the image's root file system gets what a container engine mounts at /dev/shm, a file system in memory. The
 * sandboxes lie there, since initdb and a server's fsync take minutes on a disk that is busy.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const { readdirSync, readFileSync, rmSync, statSync } = require('node:fs');
const { join } = require('node:path');

const target = () => join(process.env.PGFLEET_IMAGE_ROOT ?? '', 'dev/shm');
const isMounted = () => spawnSync('mountpoint', ['-q', target()]).status === 0;
let begin = 0;

module.exports = async () => {
  begin = Date.now();
  if (!process.env.PGFLEET_IMAGE_ROOT || isMounted()) return;
  execFileSync('install', ['-d', '-m', '1777', target()]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=1777,size=4g', 'tmpfs', target()]);
};

module.exports.unmount = async () => {
  if (process.env.PGFLEET_IMAGE_ROOT && isMounted()) execFileSync('umount', ['-l', target()]);
  removeLeftSegments();
};

/** A server that a test kills leaves its shared memory behind. Only what came since the beginning and no process holds any more goes. */
const removeLeftSegments = () => {
  const held = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => read(`/proc/${pid}/maps`))
    .join('\n');
  for (const name of readdirSync('/dev/shm').filter((each) => each.startsWith('PostgreSQL.'))) {
    const stats = statSync(`/dev/shm/${name}`, { throwIfNoEntry: false });
    if (stats !== undefined && stats.birthtimeMs >= begin && !held.includes(`/dev/shm/${name}`))
      rmSync(`/dev/shm/${name}`);
  }
};

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process has ended
  }
};

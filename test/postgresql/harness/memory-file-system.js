/**
 * Before and after the tier: the image's root file system gets what a container engine mounts at /dev/shm, a file system in memory. The
 * sandboxes lie there, since initdb and a server's fsync take minutes on a disk that is busy.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const { join } = require('node:path');

const target = () => join(process.env.PGFLEET_IMAGE_ROOT ?? '', 'dev/shm');
const isMounted = () => spawnSync('mountpoint', ['-q', target()]).status === 0;

module.exports = async () => {
  if (!process.env.PGFLEET_IMAGE_ROOT || isMounted()) return;
  execFileSync('install', ['-d', '-m', '1777', target()]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=1777,size=4g', 'tmpfs', target()]);
};

module.exports.unmount = async () => {
  if (process.env.PGFLEET_IMAGE_ROOT && isMounted()) execFileSync('umount', ['-l', target()]);
};

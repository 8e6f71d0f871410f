import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A PostgreSQL to test with: on this machine, or in the root file system of an image. */
export interface Installation {
  readonly major: string;
  /** Root file system; empty: this machine's own. */
  readonly root: string;
  readonly uid: number;
  readonly gid: number;
  /** PATH inside. */
  readonly path: string;
}

const systemPath = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';
const binaries = (major: string) => `/usr/lib/postgresql/${major}/bin`;

const onThisMachine = (major: string): Installation => {
  if (!existsSync(binaries(major)))
    throw new Error(`PostgreSQL ${major} is missing: apt-get install postgresql-${major}`);
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { major, root: '', uid: id('-u'), gid: id('-g'), path: `${binaries(major)}:${systemPath}` };
};

const inImage = (root: string | undefined): Installation => {
  if (root === undefined || !existsSync(join(root, 'usr/lib/postgresql'))) {
    throw new Error(`PGFLEET_IMAGE_ROOT must name the root file system of the image, but is ${root ?? 'not set'}`);
  }
  const [major = ''] = readdirSync(join(root, 'usr/lib/postgresql'));
  const id = (flag: string) => Number(execFileSync('chroot', [root, 'id', flag, 'postgres'], { encoding: 'utf8' }));
  makeDevices(root);
  return { major, root, uid: id('-u'), gid: id('-g'), path: `${binaries(major)}:${systemPath}` };
};

/** A container engine would mount these. */
const makeDevices = (root: string): void => {
  const devices = { null: '3', zero: '5', random: '8', urandom: '9' };
  for (const [name, minor] of Object.entries(devices)) {
    const path = join(root, 'dev', name);
    if (!existsSync(path)) execFileSync('mknod', ['-m', '666', path, 'c', '1', minor]);
  }
  execFileSync('install', ['-d', '-m', '1777', join(root, 'dev/shm'), join(root, 'tmp')]);
  const hosts = join(root, 'etc/hosts');
  if (!existsSync(hosts) || readFileSync(hosts, 'utf8') === '') writeFileSync(hosts, '127.0.0.1 localhost\n');
};

if (process.getuid?.() !== 0) throw new Error('this tier runs as root: it starts servers as other users');

/** PostgreSQL 15 of Debian 12, and the image's own: what every test runs on. */
export const installations: readonly Installation[] = [onThisMachine('15'), inImage(process.env.PGFLEET_IMAGE_ROOT)];

/** For `describe.each`: title and installation. */
export const everyInstallation = installations.map(
  (installation) =>
    [`PostgreSQL ${installation.major}${installation.root === '' ? '' : ' of the image'}`, installation] as const,
);

export const installationOf = (major: string): Installation => {
  const found = installations.find((installation) => installation.major === major);
  if (found === undefined) {
    throw new Error(`no PostgreSQL ${major} here, only ${installations.map((each) => each.major).join(' and ')}`);
  }
  return found;
};

/** The command line that runs `command` inside, as the user of PostgreSQL and nothing else. */
export const inside = (installation: Installation, command: readonly string[]): readonly string[] =>
  installation.root === ''
    ? ['setpriv', `--reuid=${installation.uid}`, `--regid=${installation.gid}`, '--clear-groups', '--', ...command]
    : ['chroot', `--userspec=${installation.uid}:${installation.gid}`, '--groups=', installation.root, ...command];

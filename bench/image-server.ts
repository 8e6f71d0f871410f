import { type ChildProcess, execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A server of the unpacked image, with its data in memory, that listens on a socket only. */
export interface ImageServer {
  /** Its directory, as its processes see it, and as we do. */
  readonly inside: string;
  readonly outside: string;
  /** Starts a program as the user of PostgreSQL. */
  readonly start: (command: readonly string[], variables?: Variables) => Started;
  /** The same, to its end: what it prints. */
  readonly run: (command: readonly string[], variables?: Variables) => Promise<string>;
  readonly psql: (database: string, ...options: readonly string[]) => Promise<string>;
  readonly dispose: () => Promise<void>;
}

type Variables = Readonly<Record<string, string>>;

interface Started {
  readonly child: ChildProcess;
  readonly output: Promise<string>;
}

const execute = promisify(execFile);

/** `root`: the unpacked image. `folders`: of the server's directory. */
export const startImageServer = async (root: string, folders: readonly string[]): Promise<ImageServer> => {
  makeDevices(root);
  const outside = mkdtempSync(join(root, '/dev/shm/pgfleet-bench-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=755,size=4g', 'tmpfs', outside]);
  let server: ChildProcess | undefined;
  const dispose = async (): Promise<void> => {
    if (server !== undefined) {
      const ended = new Promise<void>((resolve) => server?.on('close', () => resolve()));
      if (server.exitCode === null && server.kill('SIGQUIT')) await ended;
    }
    execFileSync('umount', [outside]);
    rmSync(outside, { recursive: true });
  };
  try {
    const image = inImage(root, outside, folders);
    await image.run(['initdb', '--pgdata=data', '--username=postgres', '--data-checksums', '--no-sync']);
    for (const [name, text] of Object.entries(files(image.inside))) writeFileSync(join(outside, 'data', name), text);
    const started = image.start(['postgres', '-D', `${image.inside}/data`]);
    server = started.child;
    started.output.catch(() => undefined); // the SIGQUIT of its end
    await image.run(['bash', '-c', 'for i in {1..300}; do pg_isready -q && exit; sleep 0.1; done; exit 1']);
    return { ...image, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
};

const inImage = (root: string, outside: string, folders: readonly string[]): Omit<ImageServer, 'dispose'> => {
  const inside = outside.slice(root.length);
  const id = (flag: string) => Number(execFileSync('chroot', [root, 'id', flag, 'postgres'], { encoding: 'utf8' }));
  const [uid, gid] = [id('-u'), id('-g')];
  for (const folder of ['', ...folders]) {
    mkdirSync(join(outside, folder), { recursive: true });
    chownSync(join(outside, folder), uid, gid);
  }
  const major = readdirSync(join(root, 'usr/lib/postgresql'))[0] ?? '';
  const environment = {
    PATH: `/usr/lib/postgresql/${major}/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
    TMPDIR: inside,
    PGHOST: inside,
    PGUSER: 'postgres',
  };
  const start = (command: readonly string[], variables: Variables = {}): Started => {
    const entered = ['bash', '-c', 'cd "$1" && shift && exec "$@"', 'bash', inside, ...command];
    const promise = execute('chroot', [`--userspec=${uid}:${gid}`, '--groups=', root, ...entered], {
      env: { ...environment, ...variables },
      cwd: '/',
    });
    return { child: promise.child, output: promise.then(({ stdout }) => stdout) };
  };
  const run = (command: readonly string[], variables: Variables = {}) => start(command, variables).output;
  return {
    inside,
    outside,
    start,
    run,
    psql: (database, ...options) => run(['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', database, ...options]),
  };
};

/** A container engine would mount these. */
const makeDevices = (root: string): void => {
  for (const [name, minor] of Object.entries({ null: '3', zero: '5', random: '8', urandom: '9' })) {
    const path = join(root, 'dev', name);
    if (!existsSync(path)) execFileSync('mknod', ['-m', '666', path, 'c', '1', minor]);
  }
  mkdirSync(join(root, 'dev/shm'), { recursive: true });
};

const files = (directory: string): Variables => ({
  'postgresql.conf': `listen_addresses = ''
unix_socket_directories = '${directory}'
shared_buffers = 256MB
max_wal_size = 1GB
huge_pages = off
`,
  'pg_hba.conf': 'local all all peer map=bench\n',
  'pg_ident.conf': 'bench postgres postgres\nbench postgres pgfleet_check\n',
});

import { createServer } from 'node:net';

/** Below the range from which the kernel takes ports of outgoing connections (net.ipv4.ip_local_port_range), each worker of jest has its own. */
const first = 12_000;
const each = 4000;

/** A port of loopback where nothing listens, nor on the one after it: a database and the pgBackRest server beside it. */
export const freePortPair = async (): Promise<number> => {
  const begin = first + each * Number(process.env.JEST_WORKER_ID ?? 0);
  // From anywhere in it: the last test's port may still be going.
  const offset = Math.floor(Math.random() * each);
  for (let tried = 0; tried < each; tried += 2) {
    const port = begin + ((offset + tried) % (each - 1));
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error(`no two free ports from ${begin} to ${begin + each}`);
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scripts } from '../../../lib/constructs/scripts';
import { type Result, runProcess, type Variables } from './process';

export interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Something that answers like the API server, and a directory as a Pod of the Job that makes Secrets has it. */
export interface ApiServer {
  readonly directory: string;
  readonly account: string;
  /** What it was asked since the last run. */
  readonly requests: () => readonly Request[];
  /** Runs a script while it answers with these statuses, the last one again and again. */
  readonly run: (statuses: readonly number[], variables?: Variables) => Promise<Result>;
  /** The same for a script that runs elsewhere: what Kubernetes tells its container. */
  readonly answering: (statuses: readonly number[]) => Variables;
  /** The body of its answers. */
  answer: (request: Request) => string;
  readonly close: () => Promise<void>;
}

/** `files`: what the ConfigMap of the Job holds. */
export const startApiServer = async (script: string, files: Readonly<Record<string, string>>): Promise<ApiServer> => {
  const directory = mkdtempSync(join(tmpdir(), 'pgfleet-api-server-'));
  const account = join(directory, 'account');
  for (const name of ['account', 'pgfleet/credentials-template', 'tmp']) {
    mkdirSync(join(directory, name), { recursive: true });
  }
  mkdirSync(join(directory, 'pgfleet/scripts'));
  for (const [name, text] of Object.entries(scripts())) writeFileSync(join(directory, 'pgfleet/scripts', name), text);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, 'pgfleet/credentials-template', name), text);
  }
  const key = join(directory, 'key.pem');
  selfSigned('api', key, join(account, 'ca.crt'));
  writeFileSync(join(account, 'token'), 'the-token');
  writeFileSync(join(account, 'namespace'), 'own-namespace');

  let requests: Request[] = [];
  let answers: number[] = [];
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(join(account, 'ca.crt')) },
    (request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const received = { method: request.method, url: request.url, headers: request.headers, body };
        requests.push(received);
        const status = answers.length > 1 ? answers.shift() : answers[0];
        response.writeHead(status ?? 500).end(api.answer(received));
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));

  const api: ApiServer = {
    directory,
    account,
    requests: () => requests,
    answer: () => '{"message":"the words of the server"}',
    answering: (statuses) => {
      requests = [];
      answers = [...statuses];
      const { port } = server.address() as AddressInfo;
      return { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(port) };
    },
    run: (statuses, variables = {}) =>
      runProcess(['sh', join(directory, 'pgfleet/scripts', script)], {
        PATH: '/usr/bin:/bin',
        TMPDIR: join(directory, 'tmp'),
        PGFLEET_DIRECTORY: join(directory, 'pgfleet'),
        PGFLEET_SERVICE_ACCOUNT: account,
        PGFLEET_RETRIES: '2',
        PGFLEET_RETRY_SECONDS: '1',
        ...api.answering(statuses),
        ...variables,
      }),
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return api;
};

export const selfSigned = (name: string, key: string, certificate: string): void => {
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-keyout', key];
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1,IP:::1', '-out', certificate];
  execFileSync('openssl', [...made, ...names], { stdio: 'ignore' });
};

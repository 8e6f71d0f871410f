import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubectl } from './kubectl';

/** A kubeconfig of somebody in a group, by impersonation: the API server judges every request as theirs. */
export const kubeconfigOf = async (group: string): Promise<string> => {
  const config = JSON.parse(await kubectl(['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json']));
  Object.assign(config.users[0].user, { as: 'somebody', 'as-groups': [group] });
  const file = join(mkdtempSync(join(tmpdir(), 'pgfleet-person-')), 'kubeconfig');
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
};

/** Source: PostgreSQL docs, Message Formats, SSLRequest. The answer is one byte: S, there is TLS; N, there is none. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Opens `kubectl port-forward` to a Pod as that person, and asks what answers there whether it has TLS. */
export const askThroughPortForward = (kubeconfig: string, namespace: string, pod: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const args = ['port-forward', `pod/${pod}`, '-n', namespace, '--address', '127.0.0.1', ':5432'];
    const child = spawn('kubectl', args, { env: { ...process.env, KUBECONFIG: kubeconfig } });
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
    let said = '';
    let answer = '';
    child.stderr.on('data', (data) => {
      said += String(data);
    });
    child.stdout.on('data', (data) => {
      const [, port] = /127\.0\.0\.1:(\d+)/.exec(String(data)) ?? [];
      if (port === undefined) return;
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(sslRequest));
      socket.once('data', (byte) => {
        answer = String(byte);
        socket.destroy();
        child.kill('SIGTERM');
      });
      socket.on('error', (error) => {
        said += error.message;
      });
    });
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(timer);
      if (answer === '') reject(new Error(`no answer through the port-forward: ${said}`));
      else resolve(answer);
    });
  });

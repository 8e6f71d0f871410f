import { eventually } from './eventually';
import type { Installation } from './installation';
import type { RunningProcess } from './process';
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox';

const sandboxes: Sandbox[] = [];

/** Ends what the tests of this file left running. */
export const disposeAll = async (): Promise<void> => {
  await Promise.all(sandboxes.splice(0).map((sandbox) => sandbox.dispose()));
};

export const newSandbox = async (installation: Installation, options: SandboxOptions = {}): Promise<Sandbox> => {
  const sandbox = await createSandbox(installation, options);
  sandboxes.push(sandbox);
  return sandbox;
};

/** A sandbox whose init.sh has run. */
export const initialised = async (installation: Installation, options: SandboxOptions = {}): Promise<Sandbox> => {
  const sandbox = await newSandbox(installation, options);
  const { code, stderr } = await sandbox.script('init.sh');
  if (code !== 0) throw new Error(stderr);
  return sandbox;
};

/** Starts the server by start.sh and waits until it accepts connections. */
export const serve = async (sandbox: Sandbox): Promise<RunningProcess> => {
  const server = sandbox.startScript('start.sh');
  await eventually(server.output, async () => (await sandbox.run(['pg_isready', '--quiet'])).code === 0);
  return server;
};

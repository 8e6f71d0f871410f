import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { buildEnvironment } from '../../../lib/constructs/environment';
import { loadFleet, resolveEnvironment } from '../../../lib/fleet';
import { key, type Manifest } from '../../../lib/manifest';
import { type Certificate, createAuthority } from './certificates';
import type { Variables } from './process';
import type { Sandbox } from './sandbox';

/** What values.yaml gives for one major, as the containers see it. */
export interface Generated {
  readonly configuration: Readonly<Record<string, string>>;
  readonly initSql: Readonly<Record<string, string>>;
  readonly variables: Variables;
}

interface Pod {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly env: readonly { name: string; value: string }[] }[] };
    };
  };
}

/** `files`: what stands beside values.yaml; `common`: more of defaults.yaml. Throws where the values are refused. */
export const generate = (
  major: string,
  values: object,
  files: Readonly<Record<string, string | Buffer>> = {},
  common: object = { backup: { method: 'none', reason: 'thrown away after the test' } },
): Generated => {
  const root = mkdtempSync(join(tmpdir(), 'pgfleet-generated-'));
  try {
    const directory = join(root, 'environments', 'generated');
    mkdirSync(directory, { recursive: true });
    const defaults = {
      images: { postgres: 'registry.example/postgres:1.0' },
      owner: 'tests',
      database: { version: major },
      ...common,
    };
    writeFileSync(join(root, 'environments', 'defaults.yaml'), stringify(defaults));
    writeFileSync(join(directory, 'values.yaml'), stringify(values));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    const fleet = loadFleet(root);
    const [inputs] = fleet.inputs.environments;
    if (inputs === undefined) throw new Error(JSON.stringify(fleet.diagnostics));
    const resolved = resolveEnvironment(fleet, inputs);
    if ('diagnostics' in resolved) throw new Error(JSON.stringify(resolved.diagnostics));
    return parts(buildEnvironment(resolved.environment).map(({ manifest }) => manifest));
  } finally {
    rmSync(root, { recursive: true });
  }
};

const parts = (manifests: readonly Manifest[]): Generated => {
  const objects = new Map(manifests.map((manifest) => [key(manifest), manifest]));
  const data = (object: string) => (objects.get(object)?.data ?? {}) as Record<string, string>;
  const workload = manifests.find(({ kind }) => kind === 'StatefulSet');
  const name = workload?.metadata.name;
  const pod = workload as unknown as Pod;
  const env = pod.spec.template.spec.containers[0]?.env ?? [];
  return {
    configuration: data(`ConfigMap/${name}-config`),
    initSql: data(`ConfigMap/${name}-init-sql`),
    // As the kubelet reads them: a doubled dollar stands for one.
    variables: Object.fromEntries(env.map(({ name: variable, value }) => [variable, value.replaceAll('$$', '$')])),
  };
};

/** Puts the files where a Pod has them; only paths, port and addresses are those of the sandbox instead of a Pod's. */
export const place = (sandbox: Sandbox, generated: Generated): Variables => {
  for (const [name, text] of Object.entries(generated.configuration)) {
    // Nothing is restored here: the data is made anew.
    if (name === 'bootstrap') continue;
    sandbox.write(`pgfleet/config/${name}`, name === 'postgresql.conf' ? relocated(sandbox, text) : text);
  }
  const { ca, certificate, key: privateKey } = certificateOfServer();
  sandbox.write('pgfleet/tls/ca.crt', ca);
  sandbox.write('pgfleet/tls/tls.crt', certificate);
  sandbox.write('pgfleet/tls/tls.key', privateKey, 0o600);
  for (const [name, text] of Object.entries(generated.initSql)) sandbox.write(`pgfleet/init-sql/${name}`, text);
  const names = ['PGFLEET_DATABASE', 'PGFLEET_OWNER', 'PGFLEET_CHECKSUMS', 'PGFLEET_MAJOR'] as const;
  return Object.fromEntries(names.map((name) => [name, generated.variables[name] ?? '']));
};

let made: Certificate | undefined;
const certificateOfServer = (): Certificate => {
  made ??= createAuthority().issue('localhost', ['localhost']);
  return made;
};

const relocated = (sandbox: Sandbox, text: string): string =>
  text
    .replaceAll('/pgfleet/config/', `${sandbox.at('pgfleet/config')}/`)
    .replaceAll('/pgfleet/tls/', `${sandbox.at('pgfleet/tls')}/`)
    .replaceAll('/var/run/postgresql', sandbox.at('run'))
    .replace(/^port = '5432'/m, `port = '${sandbox.port}'`)
    .replace(/^listen_addresses = '\*'/m, "listen_addresses = '127.0.0.1'");

import type { Major } from '../config/schema';
import { crossChecks } from './cross-checks';
import type { Database } from './environment';
import type { Findings } from './findings';
import { resolveInitSql } from './init-sql';
import { databaseNames } from './names';
import { parameterNumber } from './parameter-number';
import { librariesWithoutExtension } from './parameter-rules';
import { judgeParameters, parameterText, settings, type UserParameters } from './parameters';
import { resolveResources } from './resources';
import { resolveStorage } from './storage';

/** The `database` block. Settings are computed only where version, memory and storage are known. */
export const resolveDatabase = (
  findings: Findings,
  files: ReadonlyMap<string, Buffer>,
): Omit<Database, 'version'> & { readonly version: Major | undefined } => {
  const values = findings.values.database ?? {};
  if (values.version === undefined)
    findings.add(
      'missing-key',
      ['database', 'version'],
      'database.version is missing: the major version of PostgreSQL, like "17"',
    );
  if (values.shutdownSeconds === undefined)
    findings.add('missing-key', ['database', 'shutdownSeconds'], 'database.shutdownSeconds is missing');
  const storage = resolveStorage(findings);
  const resources = resolveResources(findings, ['database'], values.resources);
  const extensions = resolveExtensions(findings);
  return {
    version: values.version,
    ...databaseNames(findings),
    dataChecksums: values.dataChecksums ?? true,
    enableChecksums: resolveEnableChecksums(findings, storage.ephemeral),
    generation: values.generation ?? 1,
    storage,
    ...resources,
    settings:
      values.version === undefined ? [] : resolveSettings(findings, values.version, extensions, storage, resources),
    extensions,
    initSql: resolveInitSql(findings, files),
    probes: {
      startup: probe(findings, 'startup'),
      liveness: probe(findings, 'liveness'),
      readiness: probe(findings, 'readiness'),
    },
    shutdownSeconds: values.shutdownSeconds ?? 0,
  };
};

/** Only what stays can be changed, and only into what new data would be. */
const resolveEnableChecksums = (findings: Findings, ephemeral: boolean): boolean => {
  const { dataChecksums, enableChecksums } = findings.values.database ?? {};
  const path = ['database', 'enableChecksums'];
  if (ephemeral)
    findings.noEffect(path, 'ephemeral storage is made again at every start, with checksums from the first page');
  else if (dataChecksums === false && findings.written(path))
    findings.add(
      'invalid-value',
      path,
      'database.enableChecksums is true, but database.dataChecksums is false: data that is made again would be without them',
    );
  return enableChecksums === true && !ephemeral && dataChecksums !== false;
};

const resolveSettings = (
  findings: Findings,
  major: Major,
  extensions: readonly string[],
  storage: Database['storage'],
  resources: Pick<Database, 'memoryRequestBytes' | 'memoryLimitBytes' | 'cpuRequestMillicores'>,
): Database['settings'] => {
  const parameters: UserParameters = findings.values.database?.parameters ?? {};
  const report = (
    name: string,
    code: 'parameter-value' | 'parameter-unknown' | 'parameter-managed',
    message: string,
  ): void => findings.add(code, ['database', 'parameters', name], `${name} ${message}`);
  const wrong = judgeParameters(parameters, extensions, { major, ephemeral: storage.ephemeral });
  for (const finding of wrong) report(finding.name, finding.code, finding.message);
  const { method, stanza } = findings.values.backup ?? {};
  const walDiskBytes = storage.walSizeBytes ?? storage.sizeBytes;
  const written = Object.entries(parameters).map(([name, value]) => ({ name, value: parameterText(value) }));
  const lines = settings(parameters, extensions, {
    major,
    memoryBytes: resources.memoryRequestBytes,
    millicores: resources.cpuRequestMillicores,
    walDiskBytes,
    ownWalDisk: storage.walSizeBytes !== undefined,
    ephemeral: storage.ephemeral,
    stanza: method === 'pgBackRest' ? (stanza ?? '') : undefined,
    maxConnections: parameterNumber(major, 'max_connections', written),
  });
  // Bounds of zero are amounts that were refused above: their followers would only be noise.
  const known = resources.memoryLimitBytes > 0 && walDiskBytes > 0;
  if (known)
    for (const finding of crossChecks(lines, { major, memoryLimitBytes: resources.memoryLimitBytes, walDiskBytes }))
      report(
        written.find(({ name }) => name.toLowerCase() === finding.name.toLowerCase())?.name ?? finding.name,
        finding.code,
        finding.message,
      );
  return lines;
};

const resolveExtensions = (findings: Findings): readonly string[] => {
  const extensions = findings.values.database?.extensions ?? [];
  for (const [index, name] of extensions.entries()) {
    const path = ['database', 'extensions', index];
    if (librariesWithoutExtension.has(name))
      findings.add(
        'invalid-value',
        path,
        `"${name}" is a library without an extension: name it in parameters.shared_preload_libraries`,
      );
    if (extensions.indexOf(name) !== index) findings.add('invalid-value', path, `"${name}" is listed twice`);
  }
  return extensions;
};

const probe = (findings: Findings, name: 'startup' | 'liveness' | 'readiness'): Database['probes']['startup'] => {
  const values = findings.values.database?.probes?.[name];
  const number = (key: 'periodSeconds' | 'timeoutSeconds' | 'failureThreshold'): number => {
    const value = values?.[key];
    if (value === undefined)
      findings.add('missing-key', ['database', 'probes', name, key], `database.probes.${name}.${key} is missing`);
    return value ?? 0;
  };
  return {
    periodSeconds: number('periodSeconds'),
    timeoutSeconds: number('timeoutSeconds'),
    failureThreshold: number('failureThreshold'),
  };
};

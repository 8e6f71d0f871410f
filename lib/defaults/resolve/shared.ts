import { resolveTeams } from '../access';
import type { CommonEnvironment, Scheduling } from '../environment';
import type { Findings } from '../findings';
import { ownLabels } from '../labels';
import { objectNames } from '../names';
import { userManifests } from '../user-manifests';

/** One environment's directory: its name, and its files by path below it. `EnvironmentInputs` of lib/config is one. */
export interface ResolveInputs {
  readonly id: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

export type Shared = Omit<
  CommonEnvironment,
  'deletionPolicy' | 'images' | 'scheduling' | 'serviceAccount' | 'checks' | 'apiServer' | 'quota'
>;

/** What reads the same for every kind of environment. `directory`: `environments/<env>`, the prefix of places. */
export const resolveShared = (findings: Findings, { id, files }: ResolveInputs, directory: string): Shared => {
  const { values } = findings;
  const { name, namespace } = objectNames(findings, id);
  const { manifests, diagnostics } = userManifests(directory, files, namespace.name);
  findings.diagnostics.push(...diagnostics);
  return {
    id,
    description: values.description ?? '',
    owner: findings.required(['owner'], values.owner, '', 'the team that owns the environment'),
    labels: ownLabels(findings, ['labels'], values.labels),
    cluster: findings.required(['cluster'], values.cluster, ''),
    namespace,
    name,
    suspended: values.suspended ?? false,
    expiresOn: values.expiresOn ?? '',
    imagePullPolicy: values.imagePullPolicy ?? 'IfNotPresent',
    imagePullSecrets: values.imagePullSecrets ?? [],
    teams: resolveTeams(findings),
    manifests,
  };
};

/** Where every Pod runs. */
export const resolvePlacement = ({
  values: { scheduling },
}: Findings): Pick<Scheduling, 'nodeSelector' | 'tolerations' | 'affinity'> => ({
  nodeSelector: scheduling?.nodeSelector ?? {},
  tolerations: scheduling?.tolerations ?? [],
  affinity: scheduling?.affinity ?? {},
});

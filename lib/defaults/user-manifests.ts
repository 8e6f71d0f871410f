import { readYaml, type YamlDocument } from '../config/documents';
import type { Data } from '../config/strictness';
import type { Diagnostic } from '../diagnostic';
import { key, type Manifest } from '../manifest';

/** Kinds without a namespace: what they change is not the environment's to change. Source: kubectl api-resources --namespaced=false. */
const clusterKinds: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterIssuer',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterSecretStore',
  'CustomResourceDefinition',
  'DeviceClass',
  'FlowSchema',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttributesClass',
  'VolumeAttachment',
]);

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

type DataMap = { readonly [key: string]: Data };
const isMap = (data: Data | undefined): data is DataMap =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

/**
 * The objects below manifests/, in the order of file names. Files may hold several documents.
 * @param directory `environments/<env>`, the prefix of places.
 */
export const userManifests = (
  directory: string,
  files: ReadonlyMap<string, Buffer>,
  namespace: string,
): { readonly manifests: readonly Manifest[]; readonly diagnostics: readonly Diagnostic[] } => {
  const manifests: Manifest[] = [];
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, string>();
  for (const path of [...files.keys()].filter((name) => name.startsWith('manifests/')).sort()) {
    const file = `${directory}/${path}`;
    const bytes = files.get(path);
    if (bytes === undefined) continue;
    if (!/\.ya?ml$/.test(path) || /(^|\/)(kustomization|Chart)\.ya?ml$/.test(path)) {
      const message = 'manifests/ holds plain Kubernetes objects in .yaml files, and nothing else';
      diagnostics.push({ code: 'manifest', file, line: 1, column: 1, message });
      continue;
    }
    const read = readYaml(file, bytes);
    diagnostics.push(...read.diagnostics);
    for (const document of read.documents) {
      if (document.data === undefined) continue;
      const wrong = judge(document, namespace);
      const manifest = document.data as unknown as Manifest;
      if (wrong.length === 0) {
        const twin = seen.get(key(manifest));
        if (twin !== undefined)
          wrong.push({ path: ['metadata', 'name'], message: `${key(manifest)} already stands in ${twin}` });
        seen.set(key(manifest), file);
        manifests.push(manifest);
      }
      for (const { path: at, message, code = 'manifest' } of wrong)
        diagnostics.push({ code, file, ...place(document, at), message });
    }
  }
  return { manifests, diagnostics };
};

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
  readonly code?: 'manifest' | 'secret-in-values';
}

/** At the value, else at the nearest parent. */
const place = (document: YamlDocument, path: readonly string[]): Pick<Diagnostic, 'line' | 'column' | 'source'> => {
  for (let length = path.length; length > 0; length--) {
    const found = document.locate(path.slice(0, length), length === path.length ? 'value' : 'key');
    if (found !== undefined) return found;
  }
  return document.start;
};

const judge = ({ data }: YamlDocument, namespace: string): Fault[] => {
  if (!isMap(data))
    return [{ path: [], message: 'must be a Kubernetes object: a map with apiVersion, kind and metadata' }];
  const faults: Fault[] = [];
  const { apiVersion, kind } = data;
  const metadata = isMap(data.metadata) ? data.metadata : {};
  if (typeof apiVersion !== 'string' || !/^([a-z0-9.-]+\/)?v[a-z0-9]+$/.test(apiVersion))
    faults.push({ path: ['apiVersion'], message: 'apiVersion must be like v1 or apps/v1' });
  if (typeof kind !== 'string' || !/^[A-Z][A-Za-z0-9]{0,62}$/.test(kind))
    faults.push({ path: ['kind'], message: 'kind must be the name of a kind, like ConfigMap' });
  else if (kind === 'Kustomization' || kind.endsWith('List'))
    faults.push({ path: ['kind'], message: `${kind} is not an object of its own: write the objects out` });
  else if (clusterKinds.has(kind))
    faults.push({ path: ['kind'], message: `${kind} belongs to the whole cluster, not to one environment` });
  if (typeof metadata.name !== 'string' || !subdomain.test(metadata.name) || metadata.name.length > 253)
    faults.push({
      path: ['metadata', 'name'],
      message: 'metadata.name must be lower-case letters, digits, "-" or ".": names are fixed here',
    });
  if (metadata.namespace !== undefined && metadata.namespace !== namespace)
    faults.push({ path: ['metadata', 'namespace'], message: `metadata.namespace must be left out or be ${namespace}` });
  if (kind === 'Secret')
    for (const field of ['data', 'stringData'])
      if (data[field] !== undefined)
        faults.push({
          path: [field],
          code: 'secret-in-values',
          message: `a Secret with ${field} would put a password into Git: use credentials, ExternalSecret or SealedSecret`,
        });
  return faults;
};

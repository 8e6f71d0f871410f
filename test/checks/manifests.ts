import { buildEnvironment } from '../../lib/constructs/environment';
import type { Manifest } from '../../lib/manifest';
import { environment } from '../defaults/resolved';

/** Every object of a whole environment, built as a run builds it. */
export const built = (text: string): readonly Manifest[] =>
  buildEnvironment(environment(text)).map(({ manifest }) => manifest);

/** A plain copy with one object changed, so that a rule is tried on what really occurs. */
export const changed = (
  manifests: readonly Manifest[],
  object: string,
  // biome-ignore lint/suspicious/noExplicitAny: a test reaches into any field of any object
  change: (manifest: any) => void,
): readonly Manifest[] => {
  const copy = JSON.parse(JSON.stringify(manifests)) as Manifest[];
  const found = copy.find(({ kind, metadata }) => `${kind}/${metadata.name}` === object);
  if (found === undefined) throw new Error(`${object} is not among the manifests`);
  change(found);
  return copy;
};

const secure = {
  name: 'tool',
  image: 'a/b:1',
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } },
  securityContext: {
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
};

/** A Pod that passes every rule; `container` replaces fields of its container. */
export const pod = (
  container: Readonly<Record<string, unknown>> = {},
  labels: Readonly<Record<string, string>> = {},
): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'tool', labels },
  spec: { containers: [{ ...secure, ...container }] },
});

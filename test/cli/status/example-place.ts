import type { KubernetesObject } from '../../../lib/cli/kubectl';
import type { Place } from '../../../lib/cli/status/place';
import type { DatabaseEnvironment } from '../../../lib/defaults/environment';
import { exampleEnvironment } from '../../constructs/example-environment';

export const now = '2026-11-21T12:00:00Z';

/** The example environment, looked at at noon. */
export const examplePlace = (
  change: Partial<DatabaseEnvironment> = {},
  more: Partial<Place<DatabaseEnvironment>> = {},
): Place<DatabaseEnvironment> => ({
  env: exampleEnvironment(change),
  cluster: { namespace: 'postgres-orders', context: '' },
  argocd: undefined,
  argocdContext: '',
  nowMs: Date.parse(now),
  ...more,
});

/** An object as the API server gives it, as far as it is looked at. */
export const object = (
  kind: string,
  name: string,
  { metadata = {}, ...rest }: { readonly metadata?: object; readonly [field: string]: unknown } = {},
): KubernetesObject => ({ kind, metadata: { name, ...metadata }, ...rest });

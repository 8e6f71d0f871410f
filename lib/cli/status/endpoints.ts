import type { DatabaseEnvironment } from '../../defaults/environment';
import { find, isProblem, type KubernetesObject, kubectlWords, list } from '../kubectl';
import { failed, type Line, ok } from './line';
import { judged, type Place, type Row, statusOf } from './place';

/** Who answers behind the Service that applications use, and the address of the public one. */
export const endpoints: Row<DatabaseEnvironment> = async (place) => {
  const { env, cluster } = place;
  const slices = await list(cluster, 'endpointslices', `kubernetes.io/service-name=${env.name}`);
  const lines = [judged('endpoints', slices, (found) => judgeEndpoints(place, found))];
  if (env.publicAccess === undefined || isProblem(slices)) return lines;
  const service = await find(cluster, 'service', `${env.name}-public`);
  return [...lines, judged('public', service, (found) => judgePublic(place, found))];
};

interface Endpoint {
  readonly addresses?: readonly string[];
  readonly conditions?: { readonly ready?: boolean };
}

export const judgeEndpoints = (
  { env, cluster }: Place<DatabaseEnvironment>,
  slices: readonly KubernetesObject[],
): Line => {
  const name = 'endpoints';
  if (env.suspended) return ok(name, 'none: it is suspended');
  const addresses = slices
    .flatMap(({ endpoints }) => (endpoints ?? []) as readonly Endpoint[])
    // Absent means ready. Source: EndpointConditions of discovery.k8s.io/v1.
    .filter(({ conditions }) => conditions?.ready !== false)
    .flatMap(({ addresses = [] }) => addresses);
  const host = `${env.name}.${env.namespace.name}.svc:5432`;
  return addresses.length > 0
    ? ok(name, `${host} is ${addresses.join(', ')}`)
    : failed(name, `nobody answers at ${host}`, `${kubectlWords(cluster)} get endpointslices,pods -o wide`);
};

interface ServiceStatus {
  readonly loadBalancer: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
}

export const judgePublic = (
  { env, cluster }: Place<DatabaseEnvironment>,
  service: KubernetesObject | undefined,
): Line => {
  const name = 'public';
  const next = `${kubectlWords(cluster)} describe service ${env.name}-public`;
  if (service === undefined) return failed(name, `there is no Service ${env.name}-public`, next);
  const places = (statusOf<ServiceStatus>(service).loadBalancer?.ingress ?? []).map(
    ({ ip, hostname }) => hostname ?? ip,
  );
  return places.length > 0
    ? ok(name, `${places.join(', ')}, from ${env.publicAccess?.sourceRanges.join(', ') ?? ''}`)
    : failed(name, 'the load balancer has no address yet', next);
};

import type { Environment } from '../../defaults/environment';
import { find, type KubernetesObject, kubectlWords, list } from '../kubectl';
import { type Server, serversOf } from '../servers';
import { failed, type Line, ok } from './line';
import { judged, type Place, type Row, statusOf, titled } from './place';

type Served = Exclude<Environment, { readonly kind: 'external' }>;

/** Who answers behind the Services that applications use, and the addresses of the public ones. */
export const endpoints: Row<Served> = async (place) =>
  (await Promise.all(serversOf(place.env).map((server) => ofServer(place, server)))).flat();

const ofServer = async (place: Place<Served>, server: Server): Promise<readonly Line[]> => {
  const { env, cluster } = place;
  const slices = await list(cluster, 'endpointslices', `kubernetes.io/service-name=${server.name}`);
  const lines = [
    judged(titled(env, 'endpoints', server.name), slices, (found) => judgeEndpoints(place, server, found)),
  ];
  if (env.publicAccess === undefined) return lines;
  const service = await find(cluster, 'service', `${server.name}-public`);
  return [...lines, judged(titled(env, 'public', server.name), service, (found) => judgePublic(place, server, found))];
};

interface Endpoint {
  readonly addresses?: readonly string[];
  readonly conditions?: { readonly ready?: boolean };
}

export const judgeEndpoints = (
  { env, cluster }: Place<Served>,
  server: Server,
  slices: readonly KubernetesObject[],
): Line => {
  const name = titled(env, 'endpoints', server.name);
  if (server.asleep) return ok(name, 'none: it is switched off');
  const addresses = slices
    .flatMap(({ endpoints }) => (endpoints ?? []) as readonly Endpoint[])
    // Absent means ready. Source: EndpointConditions of discovery.k8s.io/v1.
    .filter(({ conditions }) => conditions?.ready !== false)
    .flatMap(({ addresses = [] }) => addresses);
  const host = `${server.name}.${env.namespace.name}.svc:${server.port}`;
  return addresses.length > 0
    ? ok(name, `${host} is ${addresses.join(', ')}`)
    : failed(name, `nobody answers at ${host}`, `${kubectlWords(cluster)} get endpointslices,pods -o wide`);
};

interface ServiceStatus {
  readonly loadBalancer: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
}

export const judgePublic = (
  { env, cluster }: Place<Served>,
  server: Server,
  service: KubernetesObject | undefined,
): Line => {
  const name = titled(env, 'public', server.name);
  const next = `${kubectlWords(cluster)} describe service ${server.name}-public`;
  if (service === undefined) return failed(name, `there is no Service ${server.name}-public`, next);
  const places = (statusOf<ServiceStatus>(service).loadBalancer?.ingress ?? []).map(
    ({ ip, hostname }) => hostname ?? ip,
  );
  return places.length > 0
    ? ok(name, `${places.join(', ')}, from ${env.publicAccess?.sourceRanges.join(', ') ?? ''}`)
    : failed(name, 'the load balancer has no address yet', next);
};

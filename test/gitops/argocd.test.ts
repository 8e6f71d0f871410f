import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type ArgoCdSettings, resolveArgoCd } from '../../lib/defaults/argocd';
import type { ProjectMember } from '../../lib/gitops/app-project';
import { argocdManifests } from '../../lib/gitops/argocd';
import { triggers } from '../../lib/gitops/notifications';
import { ownKinds } from '../../lib/gitops/own-kinds';
import type { Manifest } from '../../lib/manifest';

const repoURL = 'https://git.example/databases.git';
const member = (namespace: string, change: Partial<ProjectMember> = {}): ProjectMember => ({
  cluster: 'in-cluster',
  namespace,
  kinds: ['/ConfigMap', '/Namespace', 'apps/StatefulSet'],
  ...change,
});

const made = (values: Partial<Parameters<typeof resolveArgoCd>[0]> = {}, members = [member('postgres-a')]) => {
  const settings = resolveArgoCd({ repoURL, ...values }) as ArgoCdSettings;
  const manifests = argocdManifests(settings, members).map(({ manifest }) => manifest);
  return (kind: string) => manifests.find((manifest) => manifest.kind === kind) as Manifest & { readonly spec: Spec };
};
type Spec = Readonly<Record<string, unknown>> & {
  readonly template: { readonly metadata: Readonly<Record<string, unknown>> };
};

test('without a block in defaults.yaml there is nothing', () => {
  expect(resolveArgoCd(undefined)).toBeUndefined();
});

describe('the project', () => {
  test('allows the places and kinds that there are, and what pgfleet makes by default', () => {
    const members = [
      member('shop', { cluster: 'frankfurt' }),
      member('postgres-a', { kinds: ['/ConfigMap', 'example.com/Thing'] }),
      member('postgres-a'),
    ];
    expect(made({}, members)('AppProject').spec).toMatchObject({
      sourceRepos: [repoURL],
      destinations: [
        { name: 'frankfurt', namespace: 'postgres-*' },
        { name: 'frankfurt', namespace: 'shop' },
        { name: 'in-cluster', namespace: 'postgres-*' },
        { name: 'in-cluster', namespace: 'postgres-a' },
      ],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
      namespaceResourceWhitelist: [...ownKinds, 'example.com/Thing'].sort().map((text) => {
        const [group, kind] = text.split('/');
        return { group, kind };
      }),
    });
  });

  test('still allows what an environment consisted of that has just gone, so that Argo CD can delete it', () => {
    const { spec } = made({ clusters: ['frankfurt', 'in-cluster'], namespaces: ['preview-*'] }, [])('AppProject');
    expect(spec).toMatchObject({
      destinations: [
        { name: 'frankfurt', namespace: 'preview-*' },
        { name: 'in-cluster', namespace: 'preview-*' },
      ],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    });
    expect(spec.namespaceResourceWhitelist).toHaveLength(ownKinds.length);
  });

  test('knows every kind that there is in dist/', () => {
    const dist = join(__dirname, '..', '..', 'dist');
    const files = readdirSync(dist)
      .filter((id) => id !== 'argocd')
      .flatMap((id) => readdirSync(join(dist, id)).map((file) => join(dist, id, file)));
    const kinds = files.map((file) => {
      const { apiVersion, kind } = parse(readFileSync(file, 'utf8')) as Manifest;
      return `${/^(.*)\//.exec(apiVersion)?.[1] ?? ''}/${kind}`;
    });
    expect([...new Set(kinds)].filter((kind) => kind !== '/Namespace' && !ownKinds.includes(kind))).toEqual([]);
  });

  test('is there before the ApplicationSet that names it', () => {
    expect(made()('AppProject').metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '-1' });
    expect(made()('ApplicationSet').metadata.annotations).toBeUndefined();
  });

  test('has a role for each group, with the rights of its access', () => {
    const { spec } = made({ roles: [{ name: 'dev', groups: ['shop'], access: 'view' }] })('AppProject');
    expect(spec.roles).toEqual([
      {
        name: 'dev',
        description: 'view, for shop',
        groups: ['shop'],
        policies: [
          'p, proj:pgfleet:dev, applications, get, pgfleet/*, allow',
          'p, proj:pgfleet:dev, logs, get, pgfleet/*, allow',
        ],
      },
    ]);
  });
});

describe('the ApplicationSet', () => {
  test('reads the record of every environment, and fails on one that lacks a field', () => {
    expect(made({ path: 'generated', revision: 'release' })('ApplicationSet').spec).toMatchObject({
      goTemplateOptions: ['missingkey=error'],
      generators: [
        { git: { repoURL, revision: 'release', files: [{ path: 'generated/*/ConfigMap.pgfleet-environment.yaml' }] } },
      ],
    });
  });

  test('only an environment with deletionPolicy Delete takes its objects with it', () => {
    const { spec } = made()('ApplicationSet');
    expect(spec.syncPolicy).toEqual({ preserveResourcesOnDeletion: true });
    expect(spec.template.metadata.finalizers).toBeUndefined();
    expect(spec.templatePatch).toMatch(/^\{\{- if eq \.data\.deletionPolicy "Delete" \}\}\nmetadata:\n {2}finalizers:/);
  });

  test('tells the recipient of the owner, or the one of all others', () => {
    const notifications = { service: 'slack', recipients: { 'team-b': 'b', 'team-a': 'a' }, default: 'dba' };
    const { annotations } = made({ notifications })('ApplicationSet').spec.template.metadata;
    const words = '{{ get (dict "team-a" "a" "team-b" "b") .data.owner | default "dba" }}';
    expect(annotations).toMatchObject(
      Object.fromEntries(triggers.map((name) => [`notifications.argoproj.io/subscribe.${name}.slack`, words])),
    );
  });

  test('tells nobody where neither the owner nor all others have a recipient', () => {
    const notifications = { service: 'slack', recipients: { 'team-a': 'a' } };
    const { annotations } = made({ notifications })('ApplicationSet').spec.template.metadata;
    expect(Object.values(annotations ?? {})).toContain('{{ get (dict "team-a" "a") .data.owner | default ";" }}');
  });

  test('says where to connect, for the messages', () => {
    const { annotations } = made({ notifications: { service: 'pgfleet' } })('ApplicationSet').spec.template.metadata;
    expect(annotations).toEqual({
      'pgfleet.dev/host': '{{.data.host}}:{{.data.port}}',
      'pgfleet.dev/secret': '{{.data.secretName}}',
      ...Object.fromEntries(triggers.map((name) => [`notifications.argoproj.io/subscribe.${name}.pgfleet`, ''])),
    });
  });
});

test('the root Application never prunes, and lives in a project of the administrators', () => {
  expect(made({ rootProject: 'platform' })('Application').spec).toMatchObject({
    project: 'platform',
    source: { path: 'dist/argocd' },
    syncPolicy: { automated: { prune: false } },
  });
});

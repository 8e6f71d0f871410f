import type { Vdb } from '../environment';
import type { Findings, Path } from '../findings';

type Type = Vdb['source']['type'];

/** Name of a claim or a VolumeSnapshot. */
const objectName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Why each type of source has no namespace; undefined: it may name one. */
const homes: Readonly<Record<Type, string | undefined>> = {
  'dct-source': 'a dct-source is known to Delphix, and is in no namespace',
  'pvc-clone': undefined,
  'k8s-snapshot': undefined,
  'pvc-adopt': 'a claim is adopted where it is, in the namespace of the VDB',
};

/** What the data is made from. `at`: the place of the VDB in values.yaml. */
export const resolveSource = (
  findings: Findings,
  at: Path,
  values: NonNullable<Findings['values']['vdb']>['source'] = {},
): Vdb['source'] => {
  const { type, reference = '', namespace } = values;
  const path = (key: string): Path => [...at, 'source', key];
  findings.required(path('type'), type, '', 'dct-source, pvc-clone, k8s-snapshot or pvc-adopt');
  findings.required(path('reference'), values.reference, '', 'the name of the source, the claim or the snapshot');
  const known = type ?? 'dct-source';
  if (known !== 'dct-source' && reference !== '' && !objectName.test(reference))
    findings.add(
      'invalid-value',
      path('reference'),
      `"${reference}" must be the name of a ${known === 'k8s-snapshot' ? 'VolumeSnapshot' : 'claim'}: lower-case letters, digits, "-" or "."`,
    );
  const homeless = homes[known];
  if (homeless !== undefined && type !== undefined) findings.noEffect(path('namespace'), homeless);
  return { type: known, reference, namespace: homeless === undefined ? namespace : undefined };
};

/** A claim can be taken over once, and what was taken over is no copy. */
export const judgeAdoption = (
  findings: Findings,
  vdbs: readonly { readonly at: Path; readonly vdb: Pick<Vdb, 'name' | 'source' | 'mode'> }[],
): void => {
  const adopters = vdbs.filter(({ vdb }) => vdb.source.type === 'pvc-adopt' && vdb.source.reference !== '');
  for (const [index, { at, vdb }] of adopters.entries()) {
    const first = adopters.slice(0, index).find((one) => one.vdb.source.reference === vdb.source.reference);
    if (first !== undefined)
      findings.add(
        'invalid-value',
        [...at, 'source', 'reference'],
        `the claim "${vdb.source.reference}" is adopted by ${first.vdb.name} already: two servers on one claim destroy the data`,
      );
    if (vdb.mode === 'Standby')
      findings.add(
        'invalid-value',
        [...at, 'mode'],
        'an adopted claim has no primary that a standby could follow: mode Primary, or another type of source',
      );
    if (findings.values.deletionPolicy === 'Delete')
      findings.notice(
        ['deletionPolicy'],
        `${vdb.name} adopts the claim ${vdb.source.reference}, which is no copy: with deletionPolicy Delete the data may go with the environment`,
      );
  }
};

/** Whom an object that was deleted waits for, and what there is to do about it. */
export interface Finalizer {
  readonly waits: string;
  /** `kubectl`: the beginning of the command. */
  readonly next?: (kubectl: string, name: string) => string;
}

interface Row extends Finalizer {
  readonly finalizer: RegExp;
}

const rows: readonly Row[] = [
  {
    finalizer: /^kubernetes\.io\/pvc-protection$/,
    waits: 'the last Pod that uses it',
    next: (kubectl, name) => `${kubectl} describe pvc ${name}`,
  },
  {
    finalizer: /^resources-finalizer\.argocd\.argoproj\.io/,
    waits: 'Argo CD, which deletes its objects first',
  },
  {
    finalizer: /^(pre|post)-delete-finalizer\.argocd\.argoproj\.io/,
    waits: 'hooks of Argo CD',
  },
  {
    finalizer: /^(foregroundDeletion|orphan)$/,
    waits: 'what belongs to it',
  },
  {
    // Only the operator takes it off, after it has deleted the VDB on the engine.
    finalizer: /\.delphix\.com\//,
    waits: 'the operator of Delphix, which must run',
    next: (kubectl, name) =>
      `last resort, which leaves the VDB on the engine (docs/vdb.md#deletion): ${kubectl} patch postgresvdb ${name} --type merge -p '{"metadata":{"finalizers":null}}'`,
  },
];

export const finalizerOf = (finalizer: string): Finalizer | undefined =>
  rows.find((row) => row.finalizer.test(finalizer));

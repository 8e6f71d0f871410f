import { canonicalBytes, parseBytes } from '../quantities';
import type { Database, Environment } from './environment';
import type { Findings } from './findings';
import { amount, minimumVolumeBytes } from './resources';

/** Volumes; what a throw-away volume cannot have is refused where it is written and dropped where it is inherited. */
export const resolveStorage = (findings: Findings): Database['storage'] => {
  const storage = findings.values.database?.storage;
  const ephemeral = storage?.ephemeral ?? false;
  const path = (key: string): readonly string[] => ['database', 'storage', key];
  const sizeBytes = amount(findings, path('size'), storage?.size, parseBytes, minimumVolumeBytes);
  if (ephemeral) {
    findings.noEffect(path('storageClass'), 'ephemeral storage is an emptyDir, which has no class');
    findings.noEffect(path('walSize'), 'ephemeral storage is one emptyDir');
  }
  const walSize = ephemeral ? undefined : storage?.walSize;
  return {
    ephemeral,
    size: canonicalBytes(storage?.size ?? ''),
    sizeBytes: sizeBytes ?? 0,
    storageClass: ephemeral ? undefined : storage?.storageClass,
    walSize: walSize === undefined ? undefined : canonicalBytes(walSize),
    walSizeBytes:
      walSize === undefined ? undefined : amount(findings, path('walSize'), walSize, parseBytes, minimumVolumeBytes),
  };
};

/** Retain unless there is nothing that could be. `nothingKept`: why. */
export const resolveDeletionPolicy = (
  findings: Findings,
  nothingKept: string | undefined,
): Environment['deletionPolicy'] => {
  const policy = findings.values.deletionPolicy;
  if (nothingKept === undefined) return policy ?? 'Retain';
  if (policy === 'Retain' && findings.written(['deletionPolicy']))
    findings.add('no-effect', ['deletionPolicy'], `deletionPolicy Retain ${nothingKept}`);
  return 'Delete';
};

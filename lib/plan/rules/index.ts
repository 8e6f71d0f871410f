import type { Rule } from '../rule';
import { backupConfiguration } from './backups/backup-configuration';
import { backupMethodChanged } from './backups/backup-method-changed';
import { repositoryCipherChanged } from './backups/repository-cipher-changed';
import { repositoryMoved } from './backups/repository-moved';
import { retentionLowered } from './backups/retention-lowered';
import { claimCannotGrow } from './claims/claim-cannot-grow';
import { claimDeleted } from './claims/claim-deleted';
import { claimGrows } from './claims/claim-grows';
import { claimGrowthUnknown } from './claims/claim-growth-unknown';
import { claimRetentionDelete } from './claims/claim-retention-delete';
import { claimRetentionRetain } from './claims/claim-retention-retain';
import { claimShrinks } from './claims/claim-shrinks';
import { claimTemplateRenamed } from './claims/claim-template-renamed';
import { claimUnencrypted } from './claims/claim-unencrypted';
import { claimsScaledAway } from './claims/claims-scaled-away';
import { dataVolumeChanged } from './claims/data-volume-changed';
import { ordinalsLeaveClaims } from './claims/ordinals-leave-claims';
import { volumeReclaimDelete } from './claims/volume-reclaim-delete';
import { volumeReclaimRetain } from './claims/volume-reclaim-retain';
import { configChanged } from './configuration/config-changed';
import { configNotPickedUp } from './configuration/config-not-picked-up';
import { neededKeyDeleted } from './configuration/needed-key-deleted';
import { neededObjectDeleted } from './configuration/needed-object-deleted';
import { readAtStart } from './configuration/read-at-start';
import { referenceUnseen } from './configuration/reference-unseen';
import { secretMissing } from './configuration/secret-missing';
import { secretSourceChanged } from './configuration/secret-source-changed';
import { actionDiscardsData } from './databases/action-discards-data';
import { configurationReload } from './databases/configuration-reload';
import { dataDirectoryChanged } from './databases/data-directory-changed';
import { dataOrphaned } from './databases/data-orphaned';
import { databaseDeleted } from './databases/database-deleted';
import { databaseRenamed } from './databases/database-renamed';
import { imageBaseChanged } from './databases/image-base-changed';
import { initSqlIgnored } from './databases/init-sql-ignored';
import { majorVersionChanged } from './databases/major-version-changed';
import { memoryExceeded } from './databases/memory-exceeded';
import { parameterNotPickedUp } from './databases/parameter-not-picked-up';
import { parameterReload } from './databases/parameter-reload';
import { parameterRestart } from './databases/parameter-restart';
import { parameterUnknownEffect } from './databases/parameter-unknown-effect';
import { vdbRestart } from './databases/vdb-restart';
import { vdbSourceChanged } from './databases/vdb-source-changed';
import { argocdCascade } from './deletion/argocd-cascade';
import { deletionPolicyDelete } from './deletion/deletion-policy-delete';
import { environmentMoved } from './deletion/environment-moved';
import { guardRemoved } from './deletion/guard-removed';
import { namespaceDeleted } from './deletion/namespace-deleted';
import { objectAbandoned } from './deletion/object-abandoned';
import { objectDeleted } from './deletion/object-deleted';
import { ingressChanged } from './network/ingress-changed';
import { networkPolicyClosed } from './network/network-policy-closed';
import { networkPolicyOpened } from './network/network-policy-opened';
import { networkPolicyRewritten } from './network/network-policy-rewritten';
import { serviceAddressKept } from './network/service-address-kept';
import { serviceAddressRefused } from './network/service-address-refused';
import { serviceDeleted } from './network/service-deleted';
import { serviceExposureChanged } from './network/service-exposure-changed';
import { servicePublic } from './network/service-public';
import { serviceRetargeted } from './network/service-retargeted';
import { tlsOff } from './network/tls-off';
import { fieldInPlace } from './objects/field-in-place';
import { fieldRefused } from './objects/field-refused';
import { metadataChanged } from './objects/metadata-changed';
import { objectInvalid } from './objects/object-invalid';
import { objectMade } from './objects/object-made';
import { projectChanged } from './objects/project-changed';
import { recordChanged } from './objects/record-changed';
import { syncOptionsChanged } from './objects/sync-options-changed';
import { namespaceLabelsChanged } from './rights/namespace-labels-changed';
import { podSecurityLoosened } from './rights/pod-security-loosened';
import { podSecurityTightened } from './rights/pod-security-tightened';
import { privilegesRaised } from './rights/privileges-raised';
import { projectRolesChanged } from './rights/project-roles-changed';
import { rightsNarrowed } from './rights/rights-narrowed';
import { rightsWidened } from './rights/rights-widened';
import { tokenMounted } from './rights/token-mounted';
import { tokenWithdrawn } from './rights/token-withdrawn';
import { deploymentPaused } from './workloads/deployment-paused';
import { imageUnknown } from './workloads/image-unknown';
import { ordinalsMoved } from './workloads/ordinals-moved';
import { podImageChanged } from './workloads/pod-image-changed';
import { podRestart } from './workloads/pod-restart';
import { scaledDown } from './workloads/scaled-down';
import { scaledUp } from './workloads/scaled-up';
import { statefulSetDeleted } from './workloads/statefulset-deleted';
import { templateWaits } from './workloads/template-waits';
import { userChanged } from './workloads/user-changed';
import { workloadDeleted } from './workloads/workload-deleted';

/** Two rules of one code would make the code mean two things. */
export const withUniqueIds = (table: readonly Rule[]): readonly Rule[] => {
  const seen = new Set<string>();
  for (const { id } of table) {
    if (seen.has(id)) throw new Error(`two rules of plan have the id ${id}`);
    seen.add(id);
  }
  return table;
};

/** Every rule of plan. */
export const rules: readonly Rule[] = withUniqueIds([
  actionDiscardsData,
  argocdCascade,
  backupConfiguration,
  backupMethodChanged,
  claimCannotGrow,
  claimDeleted,
  claimGrows,
  claimGrowthUnknown,
  claimRetentionDelete,
  claimRetentionRetain,
  claimShrinks,
  claimTemplateRenamed,
  claimUnencrypted,
  claimsScaledAway,
  configChanged,
  configNotPickedUp,
  configurationReload,
  dataDirectoryChanged,
  dataOrphaned,
  dataVolumeChanged,
  databaseDeleted,
  databaseRenamed,
  deletionPolicyDelete,
  deploymentPaused,
  environmentMoved,
  fieldInPlace,
  fieldRefused,
  guardRemoved,
  imageBaseChanged,
  imageUnknown,
  ingressChanged,
  initSqlIgnored,
  majorVersionChanged,
  memoryExceeded,
  metadataChanged,
  namespaceDeleted,
  namespaceLabelsChanged,
  neededKeyDeleted,
  neededObjectDeleted,
  networkPolicyClosed,
  networkPolicyOpened,
  networkPolicyRewritten,
  objectAbandoned,
  objectDeleted,
  objectInvalid,
  objectMade,
  ordinalsLeaveClaims,
  ordinalsMoved,
  parameterNotPickedUp,
  parameterReload,
  parameterRestart,
  parameterUnknownEffect,
  podImageChanged,
  podRestart,
  podSecurityLoosened,
  podSecurityTightened,
  privilegesRaised,
  projectChanged,
  projectRolesChanged,
  readAtStart,
  recordChanged,
  referenceUnseen,
  repositoryCipherChanged,
  repositoryMoved,
  retentionLowered,
  rightsNarrowed,
  rightsWidened,
  scaledDown,
  scaledUp,
  secretMissing,
  secretSourceChanged,
  serviceAddressKept,
  serviceAddressRefused,
  serviceDeleted,
  serviceExposureChanged,
  servicePublic,
  serviceRetargeted,
  statefulSetDeleted,
  syncOptionsChanged,
  templateWaits,
  tlsOff,
  tokenMounted,
  tokenWithdrawn,
  userChanged,
  vdbRestart,
  vdbSourceChanged,
  volumeReclaimDelete,
  volumeReclaimRetain,
  workloadDeleted,
]);

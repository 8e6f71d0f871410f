import type { Rule } from '../rule';
import { actionDiscardsData } from './action-discards-data';
import { argocdCascade } from './argocd-cascade';
import { backupConfiguration } from './backup-configuration';
import { backupMethodChanged } from './backup-method-changed';
import { claimCannotGrow } from './claim-cannot-grow';
import { claimDeleted } from './claim-deleted';
import { claimGrows } from './claim-grows';
import { claimGrowthUnknown } from './claim-growth-unknown';
import { claimRetentionDelete } from './claim-retention-delete';
import { claimRetentionRetain } from './claim-retention-retain';
import { claimShrinks } from './claim-shrinks';
import { claimTemplateRenamed } from './claim-template-renamed';
import { claimUnencrypted } from './claim-unencrypted';
import { claimsScaledAway } from './claims-scaled-away';
import { configChanged } from './config-changed';
import { configNotPickedUp } from './config-not-picked-up';
import { configurationReload } from './configuration-reload';
import { dataDirectoryChanged } from './data-directory-changed';
import { dataOrphaned } from './data-orphaned';
import { dataVolumeChanged } from './data-volume-changed';
import { databaseDeleted } from './database-deleted';
import { databaseRenamed } from './database-renamed';
import { deletionPolicyDelete } from './deletion-policy-delete';
import { deploymentPaused } from './deployment-paused';
import { environmentMoved } from './environment-moved';
import { fieldInPlace } from './field-in-place';
import { fieldRefused } from './field-refused';
import { guardRemoved } from './guard-removed';
import { imageBaseChanged } from './image-base-changed';
import { imageUnknown } from './image-unknown';
import { ingressChanged } from './ingress-changed';
import { initSqlIgnored } from './init-sql-ignored';
import { majorVersionChanged } from './major-version-changed';
import { memoryExceeded } from './memory-exceeded';
import { metadataChanged } from './metadata-changed';
import { namespaceDeleted } from './namespace-deleted';
import { namespaceLabelsChanged } from './namespace-labels-changed';
import { neededKeyDeleted } from './needed-key-deleted';
import { neededObjectDeleted } from './needed-object-deleted';
import { networkPolicyClosed } from './network-policy-closed';
import { networkPolicyOpened } from './network-policy-opened';
import { networkPolicyRewritten } from './network-policy-rewritten';
import { objectAbandoned } from './object-abandoned';
import { objectDeleted } from './object-deleted';
import { objectInvalid } from './object-invalid';
import { objectMade } from './object-made';
import { ordinalsLeaveClaims } from './ordinals-leave-claims';
import { ordinalsMoved } from './ordinals-moved';
import { parameterNotPickedUp } from './parameter-not-picked-up';
import { parameterReload } from './parameter-reload';
import { parameterRestart } from './parameter-restart';
import { parameterUnknownEffect } from './parameter-unknown-effect';
import { podImageChanged } from './pod-image-changed';
import { podRestart } from './pod-restart';
import { podSecurityLoosened } from './pod-security-loosened';
import { podSecurityTightened } from './pod-security-tightened';
import { privilegesRaised } from './privileges-raised';
import { projectChanged } from './project-changed';
import { projectRolesChanged } from './project-roles-changed';
import { readAtStart } from './read-at-start';
import { recordChanged } from './record-changed';
import { referenceUnseen } from './reference-unseen';
import { repositoryCipherChanged } from './repository-cipher-changed';
import { repositoryMoved } from './repository-moved';
import { retentionLowered } from './retention-lowered';
import { rightsNarrowed } from './rights-narrowed';
import { rightsWidened } from './rights-widened';
import { scaledDown } from './scaled-down';
import { scaledUp } from './scaled-up';
import { secretMissing } from './secret-missing';
import { secretSourceChanged } from './secret-source-changed';
import { serviceAddressKept } from './service-address-kept';
import { serviceAddressRefused } from './service-address-refused';
import { serviceDeleted } from './service-deleted';
import { serviceExposureChanged } from './service-exposure-changed';
import { servicePublic } from './service-public';
import { serviceRetargeted } from './service-retargeted';
import { statefulSetDeleted } from './statefulset-deleted';
import { syncOptionsChanged } from './sync-options-changed';
import { templateWaits } from './template-waits';
import { tlsOff } from './tls-off';
import { tokenMounted } from './token-mounted';
import { tokenWithdrawn } from './token-withdrawn';
import { userChanged } from './user-changed';
import { vdbRestart } from './vdb-restart';
import { vdbSourceChanged } from './vdb-source-changed';
import { volumeReclaimDelete } from './volume-reclaim-delete';
import { volumeReclaimRetain } from './volume-reclaim-retain';
import { workloadDeleted } from './workload-deleted';

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

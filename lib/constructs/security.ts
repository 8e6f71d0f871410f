import type { k8s } from 'cdk8s-plus-28';
import type { Plain } from './kubernetes-object';

/**
 * User and group of everything that touches PGDATA: those of the official Debian-based image, so that data moves between it and ours.
 * Changing them on existing data needs a chown of every file.
 */
const postgresUserId = 999;

/** Pod Security `restricted`, for a Pod. OnRootMismatch: a chown of a large PGDATA at each start would take minutes. */
export const podSecurityContext: Plain<k8s.PodSecurityContext> = {
  runAsNonRoot: true,
  runAsUser: postgresUserId,
  runAsGroup: postgresUserId,
  fsGroup: postgresUserId,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Pod Security `restricted`, for a container, with a root file system that cannot be written. */
export const containerSecurityContext: Plain<k8s.SecurityContext> = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
};

/** Modes of mounted files, as the decimal numbers that JSON needs. */
export const fileMode = { readableByGroup: 0o440, readable: 0o444, executable: 0o555 } as const;

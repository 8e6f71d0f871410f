/** A plain Kubernetes object, ours or anybody's. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** A manifest and the words that stand above it in its file. */
export interface DocumentedManifest {
  readonly manifest: Manifest;
  /** Why this object exists, for the person who reviews the pull request; printed as a comment. */
  readonly comment?: string;
}

/** Identity of an object inside one environment: `Kind/name`. */
export const key = (manifest: Manifest): string => `${manifest.kind}/${manifest.metadata.name}`;

/** The file of an object below `dist/<env>/`: `<Kind>.<name>.yaml`. */
export const fileName = (manifest: Manifest): string => `${manifest.kind}.${manifest.metadata.name}.yaml`;

/**
 * Stands for the password in a template that is filled in inside the cluster (lib/scripts/credentials/generate-credentials.sh); letters only, so that
 * it reads the same in JSON, in a URI and in a JDBC URL.
 */
export const passwordPlaceholder = '__PASSWORD__';

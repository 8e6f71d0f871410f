import type { Values } from '../config/schema';
import type { Manifest } from '../manifest';
import type { Backup, Bootstrap } from './environment/backup';
import type { Checks } from './environment/checks';
import type { External } from './environment/external';
import type { Tls } from './environment/tls';
import type { Vdb, VdbNetwork } from './environment/vdb';

export type * from './environment/backup';
export type * from './environment/checks';
export type * from './environment/external';
export type * from './environment/tls';
export type * from './environment/vdb';

/**
 * An environment after merging and resolving: nothing is optional that a construct needs to decide, every amount is a number with its
 * unit in its name, every derived name is final. Constructs read this and nothing else.
 */
export type Environment = DatabaseEnvironment | VdbEnvironment | ExternalEnvironment;

/** What every environment has, whoever runs its server. */
export interface CommonEnvironment {
  /** Name of the directory below environments/. */
  readonly id: string;
  readonly description: string;
  readonly owner: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Destination cluster of Argo CD. */
  readonly cluster: string;
  readonly namespace: { readonly name: string; readonly create: boolean };
  /** Base of the names of all objects. */
  readonly name: string;
  readonly deletionPolicy: 'Retain' | 'Delete';
  readonly suspended: boolean;
  /** ISO date, or empty. */
  readonly expiresOn: string;
  readonly images: { readonly tools: string };
  readonly imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never';
  readonly imagePullSecrets: readonly string[];
  readonly scheduling: Scheduling;
  readonly serviceAccount: {
    readonly annotations: Readonly<Record<string, string>>;
    readonly podLabels: Readonly<Record<string, string>>;
  };
  readonly checks: Checks;
  readonly apiServer: { readonly cidrs: readonly string[]; readonly ports: readonly number[] };
  readonly quota: Quota | undefined;
  /** Groups of people with rights in the namespace. */
  readonly teams: readonly Team[];
  /** The user's own objects from manifests/, as they wrote them. */
  readonly manifests: readonly Manifest[];
}

/** A server that runs here. */
export interface DatabaseEnvironment extends CommonEnvironment {
  readonly kind: 'database';
  readonly images: { readonly postgres: string; readonly tools: string };
  readonly database: Database;
  readonly credentials: Credentials;
  /** Who may connect; an empty peer means every Pod of the same namespace. */
  readonly accessFrom: readonly Peer[];
  /** The Service of type LoadBalancer; undefined: none. */
  readonly publicAccess: PublicAccess | undefined;
  readonly tls: Tls;
  readonly backup: Backup;
  /** What an empty data directory is made from; undefined: initdb. */
  readonly bootstrap: Bootstrap | undefined;
  /** Where the repository of backups is, as a NetworkPolicy knows it: Pods of a namespace, else ranges. Port: after address translation. */
  readonly s3: {
    readonly cidrs: readonly string[];
    readonly namespace: string | undefined;
    readonly podPort: number | undefined;
  };
}

/** Virtual databases of Delphix: their operator runs the servers. */
export interface VdbEnvironment extends CommonEnvironment {
  readonly kind: 'vdb';
  /** At least one. */
  readonly vdbs: readonly Vdb[];
  /** Who may connect; an empty peer means every Pod of the same namespace. */
  readonly accessFrom: readonly Peer[];
  /** A Service of type LoadBalancer for each; undefined: none. */
  readonly publicAccess: PublicAccess | undefined;
  readonly vdbNetwork: VdbNetwork;
}

/** A server that somebody else runs: no workload of ours, only what looks at it. */
export interface ExternalEnvironment extends CommonEnvironment {
  readonly kind: 'external';
  readonly external: External;
}

export type Toleration = NonNullable<NonNullable<Values['scheduling']>['tolerations']>[number];

export interface Scheduling {
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  readonly affinity: Readonly<Record<string, unknown>>;
  readonly priorityClassName: string;
  readonly drain: 'allow' | 'block';
}

export interface Database {
  readonly version: string;
  readonly name: string;
  readonly owner: string;
  readonly dataChecksums: boolean;
  /** Data without checksums gets them at the next start of the Pod. */
  readonly enableChecksums: boolean;
  readonly generation: number;
  readonly storage: {
    readonly ephemeral: boolean;
    /** In canonical form, for the claim. */
    readonly size: string;
    readonly sizeBytes: number;
    /** undefined: the default class of the cluster. */
    readonly storageClass: string | undefined;
    /** undefined: the write-ahead log lives on the data volume. */
    readonly walSize: string | undefined;
    readonly walSizeBytes: number | undefined;
  };
  /** In canonical form, for the container; limits.cpu may be absent. */
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string | undefined; readonly memory: string };
  readonly memoryRequestBytes: number;
  readonly memoryLimitBytes: number;
  readonly cpuRequestMillicores: number;
  /** The whole postgresql.conf, in the order in which it is printed. */
  readonly settings: readonly Setting[];
  readonly extensions: readonly string[];
  readonly initSql: readonly { readonly name: string; readonly text: string }[];
  readonly probes: { readonly startup: Probe; readonly liveness: Probe; readonly readiness: Probe };
  readonly shutdownSeconds: number;
}

export interface Probe {
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** One line of postgresql.conf. */
export interface Setting {
  readonly name: string;
  /** As PostgreSQL reads it, without quotes. */
  readonly value: string;
  /** derived: from memory, CPU or storage; default: fixed by us, may be overridden; user: from values; managed: may not be overridden. */
  readonly layer: 'derived' | 'default' | 'user' | 'managed';
  /** restart: context postmaster; everything else is picked up by a reload. */
  readonly apply: 'restart' | 'reload';
  /** Why this value, printed as a comment; empty for what the user wrote. */
  readonly reason: string;
}

export type Credentials = CredentialsSource & {
  /** Secret that the database reads and applications use. */
  readonly secret: string;
  readonly passwordKey: string;
  readonly readers: readonly { readonly namespace: string; readonly serviceAccount: string }[];
};

export type CredentialsSource =
  | { readonly source: 'generated' }
  | { readonly source: 'existing' }
  | {
      readonly source: 'externalSecret';
      readonly store: { readonly name: string; readonly kind: 'SecretStore' | 'ClusterSecretStore' };
      readonly remote: { readonly key: string; readonly property: string | undefined };
      readonly refreshInterval: string;
    }
  | { readonly source: 'sealedSecret'; readonly encryptedPassword: string };

export interface Peer {
  readonly namespace?: string | undefined;
  readonly namespaceLabels?: Readonly<Record<string, string>> | undefined;
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
  readonly cidr?: string | undefined;
}

export interface Team {
  readonly group: string;
  readonly role: 'view' | 'operate';
}

export interface PublicAccess {
  readonly sourceRanges: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Quota {
  readonly cpu: string | undefined;
  readonly memory: string | undefined;
  readonly storage: string | undefined;
}

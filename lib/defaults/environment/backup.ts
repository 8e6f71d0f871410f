/** Backups and restores of a resolved environment. Part of `Environment`. */

export type Backup = { readonly method: 'none'; readonly reason: string } | PgBackRestBackup | PgDumpBackup;

export type BackupType = 'full' | 'differential' | 'incremental';

export interface PgBackRestBackup {
  readonly method: 'pgBackRest';
  readonly stanza: string;
  /** By number, as pgBackRest counts them. One for now. */
  readonly repositories: readonly Repository[];
  readonly schedules: readonly { readonly type: BackupType; readonly schedule: string }[];
  readonly timeZone: string;
  /** Of full backups: a number, or days. */
  readonly retention: {
    readonly type: 'count' | 'time';
    readonly full: number;
    readonly differential: number | undefined;
  };
  readonly compression: { readonly type: 'zst' | 'lz4' | 'gz' | 'none'; readonly level: number | undefined };
  readonly processes: number;
  readonly deadlineSeconds: number;
  /** undefined: somebody removed it from the profile. maxAgeSeconds: the oldest that the newest backup may be. */
  readonly verify: { readonly schedule: string; readonly maxAgeSeconds: number } | undefined;
  readonly drill:
    | { readonly schedule: string; readonly query: { readonly sql: string; readonly equals: string } | undefined }
    | undefined;
}

export interface PgDumpBackup {
  readonly method: 'pgDump';
  readonly repositories: readonly Repository[];
  readonly schedule: string;
  readonly timeZone: string;
  /** Number of dumps. */
  readonly retention: number;
  readonly deadlineSeconds: number;
}

export type Repository = RepositoryPlace & {
  /** 1 to 4. */
  readonly number: number;
  /** Below the bucket or volume: /<cluster>/<environment>/<generation>. */
  readonly path: string;
  readonly cipher: { readonly secret: string; readonly key: string; readonly keptAt: string } | undefined;
};

export type RepositoryPlace =
  | {
      readonly type: 's3';
      readonly bucket: string;
      readonly endpoint: string;
      readonly port: number;
      readonly region: string;
      readonly uriStyle: 'host' | 'path';
      /** undefined: workload identity (web-id). */
      readonly keys:
        | { readonly secret: string; readonly accessKeyId: string; readonly secretAccessKey: string }
        | undefined;
      readonly ca: CertificateAuthority | undefined;
    }
  | {
      readonly type: 'volume';
      /** In canonical form, for the claim. */
      readonly size: string;
      readonly sizeBytes: number;
      readonly storageClass: string | undefined;
    };

export type CertificateAuthority =
  | { readonly from: 'secret'; readonly name: string; readonly key: string }
  | { readonly from: 'configMap'; readonly name: string; readonly key: string }
  /** A file beside values.yaml: its text goes into a ConfigMap of ours. */
  | { readonly from: 'file'; readonly file: string; readonly pem: string }
  | {
      readonly from: 'externalSecret';
      readonly store: { readonly name: string; readonly kind: 'SecretStore' | 'ClusterSecretStore' };
      readonly remote: { readonly key: string; readonly property: string | undefined };
    };

export interface Bootstrap {
  /** What is restored, in words: "environment orders, generation 1". */
  readonly source: string;
  readonly stanza: string;
  /** undefined: the environment is gone and nothing is known of its repository. Nothing may be restored or initialised then. */
  readonly repository: Repository | undefined;
  /** own: the keys, the CA and the passphrase of backup.repository serve; given: they are in the Secret <name>-bootstrap. */
  readonly keys: 'own' | 'given';
  readonly target: RestoreTarget;
}

export interface RestoreTarget {
  /** default: the end of the archive. */
  readonly type: 'default' | 'time' | 'lsn' | 'xid' | 'name' | 'immediate';
  /** Empty for default and immediate. */
  readonly value: string;
  /** Label of a backup, or empty: the newest before the target. */
  readonly set: string;
  /** A number, latest, current, or empty. */
  readonly timeline: string;
}

/** Certificates of a resolved environment. Part of `Environment`. */

/** Where a certificate, its key and its authority are. */
export interface CertificateSecret {
  readonly secret: string;
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
}

export interface Tls {
  readonly source: TlsSource;
  /** pg_hba.conf lets nobody in without TLS. */
  readonly required: boolean;
  /** DNS names of the server's certificate, the first one its common name where that fits. */
  readonly serverNames: readonly string[];
  readonly server: CertificateSecret;
  /**
   * The client of the Jobs of backups and checks: pgBackRest and the roles pgfleet_backup and pgfleet_check know it by its common name.
   * undefined: neither, unless it is generated: the Job that makes certificates runs once, long before somebody may turn them on.
   */
  readonly client: (CertificateSecret & { readonly commonName: string }) | undefined;
}

export type TlsSource =
  | { readonly kind: 'generated' }
  | { readonly kind: 'existing' }
  | {
      readonly kind: 'certManager';
      readonly issuer: { readonly name: string; readonly kind: 'Issuer' | 'ClusterIssuer' };
      readonly duration: string;
      readonly renewBefore: string;
    };

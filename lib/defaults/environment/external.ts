/** A server elsewhere, as an environment without a workload knows it. Part of `Environment`. */
export interface External {
  readonly host: string;
  readonly port: number;
  /** The first to connect to. */
  readonly database: string;
  readonly secret: string;
  readonly keys: { readonly username: string; readonly password: string };
  readonly tls: {
    readonly mode: 'verify-full' | 'require';
    /** undefined: the public authorities of the image. */
    readonly ca:
      | { readonly from: 'secret'; readonly name: string; readonly key: string }
      | { readonly from: 'configMap'; readonly name: string; readonly key: string }
      | undefined;
  };
  /** Ranges of its addresses, for the NetworkPolicy; none: any address. */
  readonly cidrs: readonly string[];
}

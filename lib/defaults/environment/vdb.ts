import type { Values } from '../../config/schema';
import type { Credentials, Database, Peer } from '../environment';

type Block = NonNullable<Values['vdb']>;
type Amounts = Pick<
  Database,
  'requests' | 'limits' | 'memoryRequestBytes' | 'memoryLimitBytes' | 'cpuRequestMillicores'
>;

/** A virtual database of Delphix: its operator makes the server, and we the object that asks for it. Part of `Environment`. */
export interface Vdb extends Amounts {
  /** Of the PostgresVDB, and of the Service that the operator makes for it. */
  readonly name: string;
  readonly source: {
    readonly type: NonNullable<NonNullable<Block['source']>['type']>;
    readonly reference: string;
    /** undefined: that of the VDB, or none. */
    readonly namespace: string | undefined;
  };
  readonly database: { readonly name: string; readonly user: string };
  readonly credentials: Credentials;
  /** false: scaled to zero, also where the whole environment is suspended. */
  readonly enabled: boolean;
  readonly mode: NonNullable<Block['mode']>;
  readonly port: number;
  /** undefined: that of the operator. */
  readonly image: string | undefined;
  readonly mountPath: string;
  readonly ownershipSpec: string;
  readonly errorBackoffPeriod: string;
  /** By name. */
  readonly postgresConfig: readonly { readonly name: string; readonly value: string }[];
  /** In the order in which they run. */
  readonly hooks: readonly Hook[];
  /** By id. */
  readonly actions: readonly Action[];
  /** Labels of the operator's Pods; undefined: not known. */
  readonly podLabels: Readonly<Record<string, string>> | undefined;
}

export interface Hook {
  readonly name: string;
  readonly stage: NonNullable<Block['hooks']>[number]['stage'];
  readonly type: 'sql' | 'command';
  readonly script: string;
  readonly database: string;
  readonly weight: number;
  readonly retries: number;
  readonly env: readonly HookVariable[];
}

export type HookVariable = { readonly name: string } & (
  | { readonly value: string }
  | { readonly secret: { readonly name: string; readonly key: string } }
);

export interface Action {
  readonly id: string;
  readonly kind: NonNullable<Block['actions']>[string]['kind'];
  /** As values.yaml has it. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What policies know of the operator. */
export interface VdbNetwork {
  /** Namespace of the operator; undefined: not known. */
  readonly operator: string | undefined;
  /** Where the operator's Pods may go; undefined: everywhere. */
  readonly egress: readonly Peer[] | undefined;
}

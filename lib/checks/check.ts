import type { DiagnosticCode } from '../diagnostic';
import type { Manifest } from '../manifest';

/** One rule over the manifests of one environment. It judges plain objects, so that it holds for those of manifests/ as well. */
export interface Check {
  readonly code: DiagnosticCode;
  check(manifests: readonly Manifest[]): readonly Finding[];
}

export interface Finding {
  /** `Kind/name`. */
  readonly object: string;
  readonly message: string;
}

/** Every code a diagnostic can carry, with its one-line meaning. `pgfleet explain CODE` prints it, docs/errors.md lists it. */
export const diagnosticCodes = {
  'unknown-key': 'The key is not a setting of pgfleet.',
  'invalid-value': 'The value is of the wrong type, form or range.',
  'missing-key': 'A setting that has no default is absent.',
  'backup-missing': 'Production has no backup, and does not say why.',
  'no-effect': 'The key is written in values.yaml but has no effect there.',
  'yaml-syntax': 'The file is not well-formed YAML, or uses a feature that readers disagree about.',
  'file-encoding': 'The file is not UTF-8 text.',
  'file-missing': 'A file that values.yaml names does not exist.',
  'file-too-large': 'The file is larger than what Kubernetes can hold.',
  'environment-name': 'The directory name cannot be the name of an environment.',
  'environment-empty': 'No environment was found, or its values.yaml is empty.',
  'environment-conflict': 'Two environments claim the same namespace or name.',
  'symbolic-link': 'A directory that pgfleet reads or writes is a symbolic link.',
  'name-too-long': 'A name derived from the values is longer than Kubernetes or PostgreSQL allows.',
  'reserved-name': 'PostgreSQL or Kubernetes keeps this name for itself.',
  'secret-in-values': 'A password or key stands in a file that goes into Git.',
  'parameter-unknown': 'The parameter does not exist in this major version of PostgreSQL.',
  'parameter-value': 'PostgreSQL would refuse the value of this parameter.',
  'parameter-managed': 'The parameter is set by pgfleet and cannot be changed.',
  resources: 'Requests, limits, quota and storage contradict each other.',
  image: 'The image cannot serve this environment.',
  'action-changed': 'The id of an action is in use: what was done once is not done again under its name.',
  'storage-shrinks': 'A claim can grow but not shrink.',
  manifest: 'An object in manifests/ cannot be rendered.',
  'output-conflict': 'dist/ holds something that pgfleet did not write.',
  'rename-refused':
    'An environment whose data is retained disappeared while another one appeared, or moves to another place.',
  'removal-refused': 'An environment whose data is retained disappeared.',
  'output-unwritable': 'dist/ cannot be read or written: no space, no permission, or another run holds it.',
} as const;

export type DiagnosticCode = keyof typeof diagnosticCodes;

/** One mistake of the user, with its place. Lines and columns count from 1. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  /** Path relative to the project root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The text of the line, where there is one; the renderer puts a caret below `column`. */
  readonly source?: string;
}

/** Sorted by place, so that the same mistakes print the same way on every machine. */
export const sortDiagnostics = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  [...diagnostics].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

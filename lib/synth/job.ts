import type { EnvironmentSummary } from '../checks/fleet';
import type { EnvironmentInputs } from '../config/inputs';
import type { Prepared, Target } from '../output/prepare';
import type { EntryKind } from '../output/survey';
import type { Refusal } from '../output/write';

/** What threads share: plain data, so that it can be sent to another one. */
export interface Job {
  /** Content of environments/defaults.yaml. */
  readonly defaults: Buffer | undefined;
  readonly environments: readonly {
    readonly inputs: EnvironmentInputs;
    /** What stands in dist/ under the name of the environment. */
    readonly present: EntryKind | undefined;
  }[];
  /** Absent: the environments are rendered and judged only. */
  readonly target: Target | undefined;
  /** An environment may leave its data behind. */
  readonly allowRename: boolean;
}

/** A job that came from another thread: its contents arrive without the methods of Buffer. */
export const received = ({ defaults, environments, ...rest }: Job): Job => ({
  defaults: defaults === undefined ? undefined : asBuffer(defaults),
  environments: environments.map(({ inputs, present }) => ({
    inputs: receivedInputs(inputs),
    present,
  })),
  ...rest,
});

const receivedInputs = ({ sources, ...inputs }: EnvironmentInputs): EnvironmentInputs => ({
  ...inputs,
  files: receivedFiles(inputs.files),
  ...(sources === undefined
    ? {}
    : {
        sources: {
          ids: sources.ids,
          files: new Map([...sources.files].map(([id, files]) => [id, files && receivedFiles(files)])),
        },
      }),
});

const receivedFiles = (files: EnvironmentInputs['files']): EnvironmentInputs['files'] =>
  new Map([...files].map(([path, bytes]) => [path, asBuffer(bytes)]));

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** What became of one environment. */
export type Outcome = Refusal | { readonly summary: EnvironmentSummary; readonly prepared?: Prepared };

/** Outcomes of one thread, by index in `Job.environments`. */
export type Outcomes = readonly (readonly [index: number, outcome: Outcome])[];

/** Words of the array that all threads of a run share: the next environment, and whether any thread met a mistake. */
export const sharedWords = { next: 0, failed: 1, length: 2 } as const;

/** What a worker thread is started with. */
export interface WorkerData {
  readonly job: Job;
  readonly shared: Int32Array;
}

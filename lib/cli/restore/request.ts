import { isDeepStrictEqual } from 'node:util';
import { type Values, valuesSchema } from '../../config/schema';

type Bootstrap = NonNullable<Values['bootstrap']>;
export type Target = NonNullable<Bootstrap['target']>;

export interface RestoreRequest {
  /** Empty: the end of the archive. */
  readonly target: Target;
  /** Generation whose backups are restored; undefined: the present one. */
  readonly from: number | undefined;
  /** Generation that is made; undefined: the next one. */
  readonly into: number | undefined;
}

export interface Problem {
  readonly problem: string;
}

/** Options of the command and the keys of bootstrap.target that they set. */
const targetOptions = { to: 'time', lsn: 'lsn', xid: 'xid', name: 'name', immediate: 'immediate' } as const;
const furtherOptions = { set: 'set', timeline: 'timeline' } as const;

/** The words of a wrong option are those of the schema, since values.yaml will hold it. */
export const requestOf = (options: Readonly<Record<string, unknown>>): RestoreRequest | Problem => {
  const ends = Object.keys(targetOptions).filter((option) => options[option] !== undefined);
  if (ends.length > 1)
    return { problem: `${ends.map((one) => `--${one}`).join(' and ')}: recovery ends at one of them` };
  const raw: Record<string, unknown> = {};
  for (const [option, key] of Object.entries({ ...targetOptions, ...furtherOptions }))
    if (options[option] !== undefined) raw[key] = numeric(option, options[option]);
  const judged = valuesSchema.shape.bootstrap.unwrap().shape.target.unwrap().safeParse(raw);
  const [wrong] = judged.error?.issues ?? [];
  if (wrong !== undefined) return { problem: `${flagOf(String(wrong.path[0]))} ${wrong.message}` };
  const numbers: Record<string, number | undefined> = {};
  for (const option of ['generation', 'into']) {
    const text = options[option];
    if (text !== undefined && !/^[1-9][0-9]{0,3}$/.test(String(text)))
      return { problem: `--${option} must be a number from 1 to 9999` };
    numbers[option] = text === undefined ? undefined : Number(text);
  }
  return { target: judged.data ?? {}, from: numbers.generation, into: numbers.into };
};

const numeric = (option: string, value: unknown): unknown =>
  option === 'timeline' && /^[0-9]+$/.test(String(value)) ? Number(value) : value;

const flagOf = (key: string): string =>
  `--${Object.entries(targetOptions).find(([, target]) => target === key)?.[0] ?? key}`;

/** What values.yaml says now. */
export interface Present {
  readonly id: string;
  readonly generation: number;
  /** The block of values.yaml, where there is one. */
  readonly bootstrap: Bootstrap | undefined;
}

export interface Decision {
  readonly from: number;
  readonly into: number;
  /** values.yaml says so already. */
  readonly done: boolean;
  readonly bootstrap: Bootstrap;
  /** What the block that is replaced said, in words; empty where there was none. */
  readonly replaced: string;
}

/**
 * From which generation into which one. A restore that values.yaml already holds is never repeated by chance: it may not have been merged
 * yet, and the generation it makes would have no backups. Nor is its target changed: on data that is there it would do nothing.
 */
export const decide = ({ id, generation, bootstrap }: Present, request: RestoreRequest): Decision | Problem => {
  const earlier = bootstrap?.environment === id ? bootstrap : undefined;
  const before = earlier?.generation ?? generation - 1;
  const same = earlier !== undefined && isDeepStrictEqual({ ...earlier.target }, { ...request.target });
  if (
    earlier !== undefined &&
    same &&
    (request.from ?? before) === before &&
    (request.into ?? generation) === generation
  )
    return { from: before, into: generation, done: true, bootstrap: earlier, replaced: '' };
  if (earlier !== undefined && request.from === undefined) {
    const options = [
      `--generation ${before} for what was there before that restore`,
      `--generation ${generation} for what was written since`,
      `--generation ${before} --into ${generation} to correct a restore that was refused, and so made no data`,
    ];
    return {
      problem: `values.yaml already restores generation ${before} into ${generation}. Say\n  ${options.join('\n  ')}`,
    };
  }
  const from = request.from ?? generation;
  const into = request.into ?? generation + 1;
  if (from > generation) return { problem: `--generation ${from} does not exist yet: values.yaml is at ${generation}` };
  const corrects = earlier !== undefined && into === generation && from < into;
  if (into <= generation && !corrects)
    return { problem: `--into ${into} must be more than the present generation ${generation}, whose claim holds data` };
  if (into > 9999) return { problem: 'generations end at 9999' };
  const block: Bootstrap = { from: 'backup', environment: id, generation: from };
  return {
    from,
    into,
    done: false,
    bootstrap: Object.keys(request.target).length === 0 ? block : { ...block, target: request.target },
    replaced: earlier !== undefined || bootstrap === undefined ? '' : sourceOf(bootstrap),
  };
};

const sourceOf = ({ environment, repository }: Bootstrap): string =>
  environment === undefined ? `the repository ${repository?.path ?? ''}` : `environment ${environment}`;

/** The target in words. */
export const targetWords = ({ time, lsn, xid, name, immediate, set }: Target): string => {
  const end =
    time !== undefined
      ? `as it was at ${time}`
      : lsn !== undefined
        ? `up to position ${lsn} of the log`
        : xid !== undefined
          ? `up to transaction ${xid}`
          : name !== undefined
            ? `up to the restore point ${name}`
            : immediate === true
              ? 'as the backup itself ended'
              : 'up to the end of their archive';
  return set === undefined ? end : `${end}, beginning with ${set}`;
};

import type { SelfServiceCost } from './self-service';
import type { Row } from './table';

export interface Verdict {
  readonly promise: string;
  readonly measured: number;
  readonly limit: number;
  readonly kept: boolean;
}

/** What is promised, judged on medians. A size that was not measured is not judged. */
export const verdicts = (
  rows: readonly Row[],
  help: { readonly ours: number; readonly node: number },
  selfService: SelfServiceCost,
): readonly Verdict[] => {
  const at = (environments: number): Row | undefined => rows.find((row) => row.environments === environments);
  const thousand = at(1000);
  const tenThousand = at(10_000);
  const cdk8s = thousand?.plainCdk8s;
  return [
    ...(thousand === undefined || cdk8s === undefined
      ? []
      : [
          atLeast('full synth of 1,000 environments, times as fast as plain cdk8s', cdk8s / thousand.full, 4),
          atLeast('run without changes, times as fast as plain cdk8s', cdk8s / thousand.unchanged, 20),
          atLeast('one changed environment of 1,000, times as fast as plain cdk8s', cdk8s / thousand.oneChanged, 12),
        ]),
    ...(thousand?.plan === undefined
      ? []
      : [
          atLeast('plan of 5 changed of 1,000, times as fast as a full synth', thousand.full / thousand.plan, 4),
          atMost('peak memory of that plan, MB', (thousand.planPeakBytes ?? 0) / 1e6, 300),
        ]),
    ...rows.map((row) => atMost(`peak memory at ${row.environments} environments, MB`, row.peakBytes / 1e6, 300)),
    ...(thousand === undefined || tenThousand === undefined
      ? []
      : [atMost('10,000 environments, times the cost of 1,000', tenThousand.full / thousand.full, 11)]),
    atMost('pgfleet --help, times node -e 0', help.ours / help.node, 3),
    atMost('pgfleet new, times node -e 0', selfService.create / selfService.node, 6),
    atMost(
      `synth --check of ${selfService.environments}, times reading the same files`,
      selfService.check / selfService.bareRead,
      3,
    ),
  ];
};

const atLeast = (promise: string, measured: number, limit: number): Verdict => ({
  promise,
  measured,
  limit,
  kept: measured >= limit,
});

const atMost = (promise: string, measured: number, limit: number): Verdict => ({
  promise,
  measured,
  limit,
  kept: measured <= limit,
});

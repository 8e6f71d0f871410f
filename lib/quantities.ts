/** Multipliers of the suffixes of bytes. Source: kubernetes apimachinery resource.Quantity. */
const suffixes: ReadonlyMap<string, bigint> = new Map([
  ['', 1n],
  ...[...'kMGTPE'].map((unit, index): [string, bigint] => [unit, 1000n ** BigInt(index + 1)]),
  ...[...'KMGTPE'].map((unit, index): [string, bigint] => [`${unit}i`, 1024n ** BigInt(index + 1)]),
]);

const quantity = /^([0-9]{1,18})(?:\.([0-9]{1,18}))?([kMGTPE]|[KMGTPE]i)?$/;

/** Bytes of a Kubernetes quantity, whoever wrote it, rounded up as Kubernetes does; undefined where it is none. */
export const exactBytes = (text: string): bigint | undefined => {
  const match = quantity.exec(text);
  const multiplier = suffixes.get(match?.[3] ?? '');
  if (match === null || multiplier === undefined) return undefined;
  const fraction = match[2] ?? '';
  const scale = 10n ** BigInt(fraction.length);
  const scaled = BigInt(`${match[1]}${fraction}`) * multiplier;
  return (scaled + scale - 1n) / scale;
};

/** The same as a number; undefined also from 2^53 on. */
export const parseBytes = (text: string): number | undefined => {
  const bytes = exactBytes(text);
  return bytes === undefined || bytes > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(bytes);
};

/** Thousandths of a core of a Kubernetes CPU quantity; undefined where it is none. */
export const parseMillicores = (value: string | number): number | undefined => {
  const match = /^(?:([0-9]{1,12})m|([0-9]{1,9})(?:\.([0-9]{1,3}))?)$/.exec(String(value));
  if (match === null) return undefined;
  if (match[1] !== undefined) return Number(match[1]);
  return Number(match[2]) * 1000 + Number((match[3] ?? '').padEnd(3, '0'));
};

const binaryUnits = [
  ['Ti', 2 ** 40],
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
  ['Ki', 2 ** 10],
] as const;

/** Bytes in the largest binary unit that is exact: 1536 MiB print as `1536Mi`. */
export const formatBytes = (bytes: number): string => {
  for (const [unit, size] of binaryUnits) if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  return String(bytes);
};

/** Thousandths of a core as Kubernetes prints them: `1500m`, `2`. */
export const formatMillicores = (millicores: number): string =>
  millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;

/**
 * An amount of bytes as the API server gives it back: the same family of units, in the largest that is exact (`1024Mi` is `1Gi`, `2000M`
 * is `2G`). In any other form, every `kubectl apply` and Argo CD would see a difference. Source: apimachinery, resource.Quantity.
 */
export const canonicalBytes = (text: string): string => {
  const bytes = parseBytes(text);
  if (bytes === undefined) return text;
  const [factor, units] =
    text.endsWith('i') && bytes >= 1024
      ? ([1024, ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi']] as const)
      : ([1000, ['', 'k', 'M', 'G', 'T', 'P']] as const);
  let [number, unit] = [bytes, 0];
  for (; number > 0 && number % factor === 0 && unit < units.length - 1; unit += 1) number /= factor;
  return `${number}${units[unit]}`;
};

/** An amount of CPU as the API server gives it back: `0.5` is `500m`, `1000m` is `1`. */
export const canonicalCpu = (value: string | number): string => {
  const millicores = parseMillicores(value);
  return millicores === undefined ? String(value) : formatMillicores(millicores);
};

const powers: Readonly<Record<string, bigint>> = {
  '': 1n,
  k: 10n ** 3n,
  M: 10n ** 6n,
  G: 10n ** 9n,
  T: 10n ** 12n,
  P: 10n ** 15n,
  E: 10n ** 18n,
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};

/** Bytes that a claim asks for, whoever wrote it; undefined where it is no amount. 1Gi and 1024Mi are the same. */
export const claimBytes = (amount: unknown): bigint | undefined => {
  const match = /^([0-9]{1,18})(?:\.([0-9]{1,18}))?([kMGTPE]|[KMGTPE]i)?$/.exec(String(amount));
  if (match === null) return undefined;
  const fraction = match[2] ?? '';
  const scale = 10n ** BigInt(fraction.length);
  return (BigInt(`${match[1]}${fraction}`) * (powers[match[3] ?? ''] ?? 1n) + scale - 1n) / scale;
};

/** Kubernetes quantities as plain numbers: CPU in cores, memory in bytes. */
const suffixes: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

export const quantity = (text: string | number): number => {
  const match = /^([0-9.]+)([a-zA-Z]*)$/.exec(String(text));
  const factor = suffixes[match?.[2] ?? ''];
  if (match === null || factor === undefined) throw new Error(`not a quantity: ${text}`);
  return Number(match[1]) * factor;
};

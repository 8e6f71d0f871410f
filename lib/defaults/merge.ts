/** What merging needs of a layer; `Layer` of lib/config/load.ts is one. */
export interface MergeableLayer {
  readonly value: unknown;
}

export interface Merged<L extends MergeableLayer> {
  /** Maps at every depth have no prototype, so that a key like `constructor` is only ever a key. */
  readonly value: unknown;
  /** The highest layer that wrote the value at this path; undefined where nothing is left of it. */
  originOf(path: readonly (string | number)[]): L | undefined;
}

/**
 * Layers, lowest first: maps merge, lists and scalars replace, `null` removes an inherited key.
 * Neither the layers nor Object.prototype are changed; keys that reach a prototype are dropped (the reader refuses them by name).
 */
export const mergeLayers = <L extends MergeableLayer>(layers: readonly L[]): Merged<L> => {
  let value: unknown;
  for (const layer of layers) value = merge(value, layer.value);
  return { value, originOf: (path) => originOf(layers, path) };
};

type PlainMap = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is PlainMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const merge = (below: unknown, above: unknown): unknown => {
  if (above === undefined) return below;
  if (!isMap(above)) return above;
  const merged: Record<string, unknown> = Object.create(null);
  const base: PlainMap = isMap(below) ? below : {};
  for (const key of Object.keys(base)) merged[key] = base[key];
  for (const key of Object.keys(above)) {
    if (key === '__proto__') continue;
    const from = above[key];
    if (from === null) delete merged[key];
    else merged[key] = merge(Object.hasOwn(merged, key) ? merged[key] : undefined, from);
  }
  return merged;
};

const originOf = <L extends MergeableLayer>(
  layers: readonly L[],
  path: readonly (string | number)[],
): L | undefined => {
  for (const layer of [...layers].reverse()) {
    const found = lookUp(layer.value, path);
    if (found === 'cut') return undefined;
    if (found === 'present') return layer;
  }
  return undefined;
};

/** cut: this layer removed or replaced an ancestor, so no lower layer can be seen through it. */
const lookUp = (root: unknown, path: readonly (string | number)[]): 'present' | 'absent' | 'cut' => {
  let node = root;
  for (const key of path) {
    if (node === undefined) return 'absent';
    if (Array.isArray(node)) node = node[Number(key)] ?? null;
    else if (isMap(node)) node = Object.hasOwn(node, String(key)) ? node[String(key)] : undefined;
    else return 'cut';
  }
  return node === undefined ? 'absent' : node === null ? 'cut' : 'present';
};

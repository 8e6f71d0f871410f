import type { Layer } from '../config/load';

type Lower = Pick<Layer, 'value'> & Partial<Layer>;

/**
 * Where values.yaml has several VDBs, what a lower layer says of `vdb` it says of each of them, so that merging needs no rule of its own.
 */
export const shareVdb = <L extends Lower>(layers: readonly L[], { value: { vdbs } }: Layer): readonly L[] => {
  if (vdbs == null) return layers;
  const names = Object.entries(vdbs).flatMap(([name, block]) => (block == null ? [] : name));
  return layers.map((layer) => {
    const { vdb, vdbs: own, ...value } = layer.value;
    const shared = own ?? (vdb == null ? {} : Object.fromEntries(names.map((name) => [name, vdb])));
    const { locate } = layer;
    if (own !== undefined) return layer;
    return {
      ...layer,
      value: { ...value, vdbs: shared },
      ...(locate === undefined
        ? {}
        : {
            locate: (path: Parameters<typeof locate>[0], at: Parameters<typeof locate>[1]) =>
              locate(path[0] === 'vdbs' ? ['vdb', ...path.slice(2)] : path, at),
          }),
    };
  });
};

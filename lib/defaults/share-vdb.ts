import type { Layer } from '../config/load';
import type { Path } from '../config/path';

type Lower = Pick<Layer, 'value'> & Partial<Layer>;

/**
 * Where values.yaml has several VDBs, what a lower layer says of `vdb` it says of each of them, so that merging needs no rule of its own.
 */
export const shareVdb = <L extends Lower>(layers: readonly L[], { value: { vdbs } }: Layer): readonly L[] => {
  if (vdbs == null) return layers;
  const names = Object.entries(vdbs).flatMap(([name, block]) => (block == null ? [] : name));
  return layers.map((layer) => {
    const { vdb, ...value } = layer.value;
    if (vdb == null || value.vdbs !== undefined) return layer;
    const shared = { ...value, vdbs: Object.fromEntries(names.map((name) => [name, vdb])) };
    return { ...layer, value: shared, ...placesOf(layer) };
  });
};

/** The places of what is shared are those of `vdb`. */
const placesOf = ({ locate }: Lower): Partial<Pick<Layer, 'locate'>> =>
  locate === undefined
    ? {}
    : { locate: (path: Path, at) => locate(path[0] === 'vdbs' ? ['vdb', ...path.slice(2)] : path, at) };

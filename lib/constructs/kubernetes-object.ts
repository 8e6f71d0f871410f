import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { DocumentedManifest, Manifest } from '../manifest';

/**
 * A spec as `k8s.*` of cdk8s-plus-28 types it, but with plain amounts: its classes Quantity and IntOrString hold one field `value`
 * and would have to be loaded at run time, which costs more than the whole synth of an environment.
 */
export type Plain<T> = T extends { readonly value: unknown }
  ? keyof T extends 'value'
    ? string | number
    : PlainObject<T>
  : T extends readonly (infer U)[]
    ? readonly Plain<U>[]
    : T extends object
      ? PlainObject<T>
      : T;
type PlainObject<T> = { readonly [K in keyof T]: Plain<T[K]> };

/** Type of the construct metadata that carries an object and the words above it. */
const documentedMetadata = 'pgfleet:documented';

/**
 * Adds one object to the chart. A plain ApiObject, because the Kube* classes of cdk8s-plus-28 drop fields that Kubernetes 1.28 did not
 * know, in silence. `comment` says why the object exists and is printed above it.
 */
export const kubernetesObject = (scope: Construct, comment: string, manifest: Manifest): ApiObject => {
  const annotations = annotationsOf(Chart.of(scope), manifest);
  const { metadata } = manifest;
  return foreignObject(
    scope,
    comment,
    annotations === undefined ? manifest : { ...manifest, metadata: { ...metadata, annotations } },
  );
};

/** One that somebody else wrote: it gets the labels and nothing else. */
export const foreignObject = (scope: Construct, comment: string, manifest: Manifest): ApiObject => {
  const object = new ApiObject(scope, `${manifest.kind}.${manifest.metadata.name}`, manifest);
  const labels = labelsOf(object.chart, manifest);
  const documented: DocumentedManifest = {
    manifest: { ...manifest, metadata: { ...manifest.metadata, labels } },
    comment,
  };
  object.node.addMetadata(documentedMetadata, documented);
  return object;
};

type Annotations = Readonly<Record<string, string>>;

/** From now on every object of ours in this chart carries these annotations beside its own. */
export const annotateObjects = (chart: Chart, annotations: (manifest: Manifest) => Annotations | undefined): void => {
  annotating.set(chart, annotations);
};

const annotating = new WeakMap<Chart, (manifest: Manifest) => Annotations | undefined>();

/** Those of the chart win: they keep data. */
const annotationsOf = (chart: Chart, manifest: Manifest): Annotations | undefined => {
  const own = manifest.metadata.annotations;
  const given = annotating.get(chart)?.(manifest);
  return own === undefined || given === undefined ? (given ?? own) : { ...own, ...given };
};

/**
 * Those of the chart and the object's own. Most objects have none of their own and share one frozen map, which is made once and, since it
 * cannot change, printed once: they are an eighth of all lines.
 */
const labelsOf = (chart: Chart, { metadata }: Manifest): Readonly<Record<string, string>> => {
  if (metadata.labels !== undefined) return { ...chart.labels, ...metadata.labels };
  const known = shared.get(chart);
  if (known !== undefined) return known;
  const labels = Object.freeze({ ...chart.labels });
  shared.set(chart, labels);
  return labels;
};

const shared = new WeakMap<Chart, Readonly<Record<string, string>>>();

/**
 * The objects below a construct, in the order in which they were added. They are what `ApiObject.toJson()` gives (a test compares the
 * two), without its search for lazy values, which takes three quarters of the time of a synth and which we have none of.
 */
export const documentedObjects = (scope: Construct): readonly DocumentedManifest[] =>
  scope.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === documentedMetadata)
    .map(({ data }) => data as DocumentedManifest);

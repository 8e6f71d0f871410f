import type { Diagnostic, DiagnosticCode } from '../diagnostic';
import { fileName, type Manifest } from '../manifest';

/** Sum of the values of a ConfigMap or Secret, in bytes. Source: kubernetes pkg/apis/core/types.go, MaxSecretSize; validation.go. */
const dataBytes = 1024 * 1024;
/** Sum of all keys and values of annotations, in bytes. Source: kubernetes apimachinery, TotalAnnotationSizeLimitB. */
const annotationBytes = 256 * 1024;
/** Longest file name of the usual file systems, in bytes. Source: limits.h, NAME_MAX. */
const fileNameBytes = 255;

/** Refuses what the API server would refuse for its size, before it is in Git. `file` is the place that the diagnostics name. */
export const sizeLimits = (file: string, manifests: readonly Manifest[]): readonly Diagnostic[] =>
  manifests.flatMap((manifest) => {
    const place = fileName(manifest);
    return [
      ...refuse(file, 'file-too-large', `the data of ${place}`, dataSize(manifest), dataBytes),
      ...refuse(
        file,
        'file-too-large',
        `all annotations of ${place} together`,
        annotationSize(manifest),
        annotationBytes,
      ),
      ...refuse(file, 'name-too-long', `the file name ${place}`, Buffer.byteLength(place), fileNameBytes),
    ];
  });

const refuse = (
  file: string,
  code: DiagnosticCode,
  what: string,
  bytes: number,
  limit: number,
): readonly Diagnostic[] =>
  bytes <= limit
    ? []
    : [{ code, file, line: 1, column: 1, message: `${what}: ${bytes} bytes, and at most ${limit} are possible` }];

const dataSize = (manifest: Manifest): number =>
  manifest.kind !== 'ConfigMap' && manifest.kind !== 'Secret'
    ? 0
    : sum(
        textValues(manifest.data).map(([, text]) =>
          manifest.kind === 'Secret' ? base64Size(text) : Buffer.byteLength(text),
        ),
      ) +
      sum(textValues(manifest.stringData).map(([, text]) => Buffer.byteLength(text))) +
      sum(textValues(manifest.binaryData).map(([, text]) => base64Size(text)));

const annotationSize = (manifest: Manifest): number =>
  sum(
    textValues(manifest.metadata.annotations).map(([name, text]) => Buffer.byteLength(name) + Buffer.byteLength(text)),
  );

const base64Size = (text: string): number => Buffer.byteLength(text, 'base64');

const textValues = (map: unknown): readonly (readonly [string, string])[] =>
  typeof map !== 'object' || map === null
    ? []
    : Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string');

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

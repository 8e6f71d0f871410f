import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../manifest';

/** Objects of a file, as Kubernetes reads it: YAML 1.1, several documents, Lists taken apart. Text that is no YAML is a problem. */
export const parseManifests = (text: string): readonly Manifest[] | { readonly problem: string } => {
  const manifests: Manifest[] = [];
  for (const document of parseAllDocuments(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
  })) {
    const [error] = document.errors;
    if (error !== undefined) return { problem: error.message.split('\n')[0] ?? '' };
    manifests.push(...objectsOf(document.toJS({ maxAliasCount: 100 })));
  }
  return manifests;
};

const objectsOf = (node: unknown): readonly Manifest[] => {
  if (typeof node !== 'object' || node === null) return [];
  if ('items' in node && Array.isArray(node.items) && 'kind' in node && String(node.kind).endsWith('List'))
    return node.items.flatMap(objectsOf);
  return isManifest(node) ? [node] : [];
};

const isManifest = (node: object): node is Manifest =>
  'apiVersion' in node &&
  typeof node.apiVersion === 'string' &&
  'kind' in node &&
  typeof node.kind === 'string' &&
  'metadata' in node &&
  typeof node.metadata === 'object' &&
  node.metadata !== null &&
  'name' in node.metadata &&
  typeof node.metadata.name === 'string';

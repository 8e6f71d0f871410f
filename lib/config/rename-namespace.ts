import { Document, isScalar, parseAllDocuments, visit } from 'yaml';

/**
 * The text of a file of Kubernetes objects in which `namespace: <from>` says another name, wherever it stands: of the object, of a subject,
 * of a reference. Comments and layout stay. A file that is not YAML stays as it is: it is judged elsewhere.
 */
export const renameNamespace = (text: string, from: string, to: string): string => {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return text;
  const places: (readonly [start: number, end: number])[] = [];
  for (const document of documents) {
    if (document.errors.length > 0) return text;
    visit(document, {
      Pair: (_, { key, value }) => {
        if (!isScalar(key) || key.value !== 'namespace' || !isScalar(value) || value.value !== from) return;
        if (value.range) places.push([value.range[0], value.range[1]]);
      },
    });
  }
  const printed = new Document(to).toString().trimEnd();
  return places.reduceRight((before, [start, end]) => `${before.slice(0, start)}${printed}${before.slice(end)}`, text);
};

import { Document, isCollection, isSeq, visit } from 'yaml';
import type { Change } from './rewrite';

/** Makes editors know the keys. Source: yaml-language-server, "Using inlined schema". */
export const schemaComment = '# yaml-language-server: $schema=../values.schema.json';

/** The text of a new values.yaml that says exactly this, in this order, laid out as a person would. */
export const newValues = (settings: readonly Change[]): string => {
  const data: Record<string, unknown> = {};
  for (const { path, value } of settings) place(data, path, value);
  const document = new Document(data);
  visit(document, {
    // Two levels of blocks; lists, and what is deeper, stand on one line.
    Collection: (_, node, ancestors) => {
      node.flow = isSeq(node) || ancestors.filter(isCollection).length > 1;
    },
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && ambiguous(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return `${schemaComment}\n${document.toString({ lineWidth: 0, flowCollectionPadding: false })}`;
};

const place = (data: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void => {
  if (rest.length === 0) data[key] = value;
  else {
    data[key] ??= {};
    place(data[key] as Record<string, unknown>, rest, value);
  }
};

/** Words that YAML 1.1 reads as something else than text; amounts like 20Gi are none. */
const ambiguous = (text: string): boolean =>
  /^(y|n|yes|no|on|off)$/i.test(text) || (/^[-+.\d]/.test(text) && !/^\d+([KMGTP]i|[kMGTP]|m)$/.test(text));

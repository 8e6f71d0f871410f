/** An expression of nunjucks between Backstage's delimiters. Its text is ours: an answer is named there, and never part of it. */
export const expression = (text: string): string => `\${{ ${text} }}`;

/** A line that is there where a question was answered: with text or a list that is not empty (in JavaScript, an empty list is true). */
export const answered = (name: string): string => `(values.${name} | length) > 0`;

export const optionalLines = (condition: string, lines: readonly string[]): readonly string[] => [
  `{%- if ${condition} %}`,
  ...lines,
  '{%- endif %}',
];

/** Steps from the root of an object to a field; an item of a list is written `[key]`. */
export type Steps = readonly string[];

/** As a person reads it: `spec.template.spec.containers[postgres].image`, `data["postgresql.conf"]`. */
export const showPath = (steps: Steps): string =>
  steps
    .map((step, index) => {
      if (step.startsWith('[')) return step;
      if (!/^[A-Za-z_$][\w-]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');

/**
 * Whether the steps are at or below a pattern: `spec.ports.*.nodePort`, where `*` is any one step. A step that holds a dot cannot be
 * written so: its pattern ends above it.
 */
export const isBelow = (steps: Steps, pattern: string): boolean => {
  const parts = partsOf(pattern);
  return parts.length <= steps.length && parts.every((part, index) => part === '*' || part === steps[index]);
};

/** Exactly there. */
export const isAt = (steps: Steps, pattern: string): boolean =>
  partsOf(pattern).length === steps.length && isBelow(steps, pattern);

/** On the way to a pattern, or there, or below it: a difference at `spec` is also one of `spec.selector`. */
export const touches = (steps: Steps, pattern: string): boolean => {
  const parts = partsOf(pattern);
  return parts.slice(0, steps.length).every((part, index) => part === '*' || part === steps[index]);
};

const known = new Map<string, Steps>();

const partsOf = (pattern: string): Steps => {
  const parts = known.get(pattern) ?? (pattern === '' ? [] : pattern.split('.'));
  known.set(pattern, parts);
  return parts;
};

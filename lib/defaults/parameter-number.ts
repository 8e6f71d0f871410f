import type { Major } from '../config/schema';
import type { Setting } from './environment';
import { parametersOf } from './parameter-table';
import { parseParameterValue } from './parameter-value';

/** What the container and its volumes can hold. */
export interface ParameterBounds {
  readonly major: Major;
  readonly memoryLimitBytes: number;
  readonly walDiskBytes: number;
}

/** The number that a setting stands for, in the parameter's own unit; undefined where it is not set or not a number. */
export const parameterNumber = (
  major: Major,
  name: string,
  settings: readonly Pick<Setting, 'name' | 'value'>[],
): number | undefined => {
  const parameter = parametersOf(major).get(name.toLowerCase());
  const setting = settings.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (parameter === undefined || setting === undefined) return undefined;
  const parsed = parseParameterValue(parameter, setting.value);
  return parsed.ok ? parsed.number : undefined;
};

import type { Diagnostic } from '../../diagnostic';
import type { Manifest } from '../../manifest';
import { parseManifests } from '../../output/parse-manifests';
import type { ValuesChange } from './cause';

/** A file of manifests on both sides; undefined: it does not exist there. */
export interface FileSides {
  /** As it is shown. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What `after` says, where it was made here: to read it from the text costs more than all else. */
  readonly object?: Manifest | undefined;
}

/** An environment, or a directory, with what it was and what it will be. */
export interface Sides {
  /** Empty for a directory that is no environment. */
  readonly environment: string;
  readonly files: readonly FileSides[];
  /** What decided it, where it changed: values.yaml before defaults.yaml. */
  readonly values: readonly ValuesChange[];
}

/** What cannot be compared, and why. */
export interface SidesProblem {
  readonly problem?: string;
  readonly diagnostics?: readonly Diagnostic[];
}

export const isSidesProblem = (answer: object): answer is SidesProblem =>
  'problem' in answer || 'diagnostics' in answer;

/** Largest unchanged file that is read for what stands around a change, in characters: larger ones are scripts, which decide nothing. */
const largestContext = 65_536;

/** Objects of both sides. A file that is the same on both is read once, so that its objects are the same as well. */
export const manifestsOf = ({
  files,
}: Sides):
  | { readonly before: readonly Manifest[]; readonly after: readonly Manifest[] }
  | { readonly problem: string } => {
  const before: Manifest[] = [];
  const after: Manifest[] = [];
  for (const file of files) {
    const same = file.before === file.after;
    if (same && (file.after ?? '').length > largestContext) continue;
    const made = file.object === undefined ? undefined : [asRead(file.object)];
    const [old, next] = [same && made ? made : parsed(file.before), same ? undefined : (made ?? parsed(file.after))];
    for (const side of [old, next])
      if (side !== undefined && 'problem' in side) return { problem: `${file.path} is not YAML: ${side.problem}` };
    const from = old as readonly Manifest[] | undefined;
    before.push(...(from ?? []));
    after.push(...((same ? from : (next as readonly Manifest[] | undefined)) ?? []));
  }
  return { before, after };
};

/** As it comes out of its text: no field is undefined, and no object is part of two. */
const asRead = (manifest: Manifest): Manifest => JSON.parse(JSON.stringify(manifest));

const parsed = (text: string | undefined) => (text === undefined ? undefined : parseManifests(text));

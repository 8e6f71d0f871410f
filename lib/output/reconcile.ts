import { type Stamp, sha1 } from './stamp';

/** What has to happen to one directory of dist/ so that it holds exactly the rendered files. */
export interface Changes {
  /** Names of files to write, new or different. */
  readonly write: readonly string[];
  /** Of those, the ones that stand in dist/ with other content. */
  readonly replaced: ReadonlySet<string>;
  /** Names of files of ours that the environment no longer has. */
  readonly remove: readonly string[];
  /** Files that are right already. */
  readonly unchanged: readonly Stamp[];
}

/** `rendered`: text by file name; `present`: our files in the directory. */
export const reconcile = (rendered: ReadonlyMap<string, string>, present: ReadonlyMap<string, Stamp>): Changes => {
  const write: string[] = [];
  const unchanged: Stamp[] = [];
  for (const [name, text] of rendered) {
    const stamp = present.get(name);
    if (stamp !== undefined && stamp.sha1 === sha1(text)) unchanged.push(stamp);
    else write.push(name);
  }
  return {
    write,
    replaced: new Set(write.filter((name) => present.has(name))),
    remove: [...present.keys()].filter((name) => !rendered.has(name)),
    unchanged,
  };
};

/** Rendered files by name instead of by path. Throws on a path outside the directory of the environment. */
export const byName = (id: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...files].map(([path, text]): readonly [string, string] => {
      const name = path.slice(id.length + 1);
      if (path !== `${id}/${name}` || !/^[^/\\]+\.yaml$/.test(name)) throw new Error(`${path} is not a file of ${id}`);
      return [name, text];
    }),
  );

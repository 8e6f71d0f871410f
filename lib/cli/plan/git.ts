import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFleet } from '../../config/inputs';
import { didYouMean } from '../../config/suggest';
import { type ChangedFile, changedFiles, contents, filesOf, isGitProblem } from '../git';
import type { ValuesChange } from './cause';
import { type Content, render } from './rendered';
import type { FileSides, Sides, SidesProblem } from './sides';

/** Objects for Argo CD itself stand beside the environments. */
const fleetDirectory = 'argocd';

/** How many environments are held at a time. */
const batchSize = 50;

/**
 * Every environment that is not what it was in a commit, one after the other. What will be is what the values say: where the inputs of an
 * environment changed it is rendered here, in memory; else dist/ holds it.
 */
export async function* gitSides(
  root: string,
  commit: string,
  only: readonly string[],
): AsyncGenerator<Sides | SidesProblem> {
  const changed = await changedFiles(root, commit, ['dist', 'environments']);
  if (isGitProblem(changed)) return yield changed;
  const all = touched(root, changed);
  const unknown = only.find((id) => !all.has(id) && !existsSync(join(root, 'environments', id)));
  if (unknown !== undefined) {
    const here = readFleet(root, []).ids;
    const problem = `there is no environment ${JSON.stringify(unknown)}, neither here nor in the commit${didYouMean(unknown, here)}`;
    return yield { problem };
  }
  const ids = [...all].filter((id) => only.length === 0 || only.includes(id)).sort();
  const rerender = new Set(
    ids.filter((id) => changed.some(({ path }) => path === defaultsFile || path.startsWith(`environments/${id}/`))),
  );
  for (let at = 0; at < ids.length; at += batchSize) {
    const batch = ids.slice(at, at + batchSize);
    const answer = await readBatch({ root, commit, changed, batch, rerender });
    if (!Array.isArray(answer)) return yield answer as SidesProblem;
    yield* answer as readonly Sides[];
  }
}

const defaultsFile = 'environments/defaults.yaml';

/** Environments with a changed file; all of them where the defaults changed. */
const touched = (root: string, changed: readonly ChangedFile[]): ReadonlySet<string> => {
  const ids = new Set<string>();
  for (const { path } of changed) {
    const [, id, rest] = /^(?:dist|environments)\/([^/]+)\/(.+)$/s.exec(path) ?? [];
    if (id !== undefined && rest !== undefined) ids.add(id);
  }
  if (changed.some(({ path }) => path === defaultsFile))
    for (const entry of readdirSync(join(root, 'environments'), { withFileTypes: true }))
      if (entry.isDirectory() && !entry.name.startsWith('.')) ids.add(entry.name);
  return ids;
};

interface Batch {
  readonly root: string;
  readonly commit: string;
  readonly changed: readonly ChangedFile[];
  readonly batch: readonly string[];
  readonly rerender: ReadonlySet<string>;
}

const readBatch = async ({
  root,
  commit,
  changed,
  batch,
  rerender,
}: Batch): Promise<readonly Sides[] | SidesProblem> => {
  const names = await filesOf(
    root,
    commit,
    batch.map((id) => `dist/${id}`),
  );
  if (isGitProblem(names)) return names;
  const rendered = await render(
    root,
    batch.filter((id) => rerender.has(id) && existsSync(join(root, 'environments', id))),
  );
  if ('diagnostics' in rendered) return rendered;
  const pending = batch.map((id) => ({ id, files: pathsOf(root, id, names, rendered.files.get(id)) }));
  const values = changed.filter(
    ({ path }) => path === defaultsFile || /^environments\/[^/]+\/values\.yaml$/.test(path),
  );
  const wanted = [
    ...pending.flatMap(({ files }) =>
      files.flatMap(({ before, after }) => (before === undefined || isContent(before, after?.text) ? [] : [before])),
    ),
    ...values.flatMap(({ before }) => before ?? []),
  ];
  const texts = await contents(root, [...new Set(wanted)]);
  if (isGitProblem(texts)) return texts;
  return pending.map(({ id, files }) => ({
    environment: id === fleetDirectory ? '' : id,
    files: files.map(({ path, before, after }): FileSides => {
      const old =
        before === undefined
          ? undefined
          : isContent(before, after?.text)
            ? after?.text
            : texts.get(before)?.toString('utf8');
      return { path, before: old, after: after?.text, object: after?.object };
    }),
    values: valuesOf(root, id, values, texts),
  }));
};

interface NamedFile {
  readonly path: string;
  /** Name of its content in the commit. */
  readonly before: string | undefined;
  readonly after: Content | undefined;
}

/** Files of an environment on either side. One whose values are gone has no files after: the next synth removes them. */
const pathsOf = (
  root: string,
  id: string,
  names: ReadonlyMap<string, string>,
  rendered: ReadonlyMap<string, Content> | undefined,
): readonly NamedFile[] => {
  const folder = `dist/${id}`;
  const gone = id !== fleetDirectory && !existsSync(join(root, 'environments', id));
  const after = new Map(gone ? [] : (rendered ?? present(root, folder)));
  const before = [...names.keys()].filter((path) => path.startsWith(`${folder}/`));
  return [...new Set([...before, ...after.keys()])]
    .sort()
    .map((path) => ({ path, before: names.get(path), after: after.get(path) }));
};

const present = (root: string, folder: string): ReadonlyMap<string, Content> => {
  const path = join(root, folder);
  if (!existsSync(path)) return new Map();
  return new Map(
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map(({ name }) => [`${folder}/${name}`, { text: readFileSync(join(path, name), 'utf8') }]),
  );
};

/** Whether a text is the content that Git names so. Source: git-hash-object. */
const isContent = (name: string, text: string | undefined): boolean => {
  if (text === undefined) return false;
  const bytes = Buffer.from(text);
  const hash = createHash(name.length === 40 ? 'sha1' : 'sha256');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === name;
};

const valuesOf = (
  root: string,
  id: string,
  values: readonly ChangedFile[],
  texts: ReadonlyMap<string, Buffer>,
): readonly ValuesChange[] =>
  values
    .filter(({ path }) => path === `environments/${id}/values.yaml` || path === defaultsFile)
    .map(({ path, before, present: exists }) => ({
      file: path,
      before: before === undefined ? undefined : texts.get(before),
      after: exists ? readFileSync(join(root, path)) : undefined,
    }))
    .sort((a, b) => (a.file === defaultsFile ? 1 : b.file === defaultsFile ? -1 : 0));

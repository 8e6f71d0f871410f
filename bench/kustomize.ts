import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentId } from './fleet';

/** `kubectl kustomize` over the same files, one root that lists all environments; it only reads and prints. */
export const kustomizeInstalled = (): boolean => spawnSync('kubectl', ['kustomize', '--help']).status === 0;

export const makeKustomization = (
  root: string,
  files: Readonly<Record<string, string>>,
  environments: number,
): void => {
  const ids = Array.from({ length: environments }, (_, index) => environmentId(index));
  for (const id of ids) {
    mkdirSync(join(root, id), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(root, id, name), text.replaceAll(environmentId(0), id));
    }
    writeFileSync(join(root, id, 'kustomization.yaml'), resources(Object.keys(files)));
  }
  writeFileSync(join(root, 'kustomization.yaml'), resources(ids));
};

const resources = (names: readonly string[]): string => `resources:\n${names.map((name) => `- ${name}\n`).join('')}`;

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import * as ts from 'typescript';

const root = join(__dirname, '..');

/** Every file that is committed or about to be, relative to the root. */
const committed = git('ls-files', '--cached', '--others', '--exclude-standard').filter((file) =>
  existsSync(join(root, file)),
);
const sources = committed.filter((file) => /^(lib\/.*|main)\.ts$/.test(file));

interface Area {
  /** Packages and `node:` modules. */
  readonly packages: readonly string[];
  /** Other areas: a folder of lib, or a file directly in lib without its ending. */
  readonly areas: readonly string[];
  /** Packages and areas of which types alone may be imported. */
  readonly types?: readonly string[];
  /** What single files may import beyond that. */
  readonly files?: Readonly<Record<string, readonly string[]>>;
}

const reading = ['node:fs', 'node:path'];
/** Modules that compute and touch nothing. */
const pure = ['node:buffer', 'node:crypto', 'remember', 'quantities', 'cron'];

/** Places in values.yaml, and words about them: what config offers beside its types. */
const places = ['config/documents', 'config/load', 'config/path', 'config/suggest'];
const line = [
  'config',
  'defaults',
  'constructs',
  'gitops',
  'backstage',
  'checks',
  'output',
  'fleet',
  'program',
  'manifest',
  'diagnostic',
];

/** The import table of CONTRIBUTING.md. */
const table: Readonly<Record<string, Area>> = {
  manifest: { packages: [], areas: [] },
  diagnostic: { packages: [], areas: [] },
  'diagnostic-render': { packages: [], areas: ['diagnostic'] },
  program: { packages: [...reading, 'node:crypto'], areas: [] },
  remember: { packages: [], areas: [] },
  quantities: { packages: [], areas: [] },
  cron: { packages: [], areas: [] },
  config: {
    packages: ['zod', 'yaml'],
    areas: ['diagnostic'],
    types: ['manifest'],
    files: { 'inputs.ts': reading, 'regular-files.ts': reading },
  },
  defaults: { packages: [], areas: ['diagnostic', 'manifest', ...places], types: ['config'] },
  constructs: {
    packages: ['cdk8s', 'constructs'],
    areas: ['manifest'],
    types: ['cdk8s-plus-28', 'defaults/environment'],
    files: { 'scripts.ts': reading },
  },
  gitops: { packages: [], areas: ['manifest'], types: ['defaults/argocd'] },
  backstage: {
    packages: ['yaml'],
    areas: ['config', 'output/header'],
    types: ['defaults/backstage', 'defaults/environment'],
  },
  checks: { packages: [], areas: ['manifest', 'diagnostic', 'remember'] },
  plan: { packages: [], areas: ['manifest', 'config/majors', 'defaults/parameter-table'] },
  output: {
    packages: ['node:*'],
    areas: ['manifest', 'diagnostic', 'remember'],
    files: { 'previous.ts': ['yaml'], 'parse-manifests.ts': ['yaml'] },
  },
  fleet: { packages: [], areas: ['config', 'defaults', 'diagnostic'] },
  synth: { packages: ['node:os', 'node:path', 'node:worker_threads'], areas: line },
  cli: {
    packages: ['commander', 'node:*'],
    areas: [
      'synth',
      'fleet',
      'backstage',
      'config',
      'output',
      'defaults',
      'plan',
      'manifest',
      'program',
      'diagnostic',
      'diagnostic-render',
    ],
  },
  main: { packages: ['node:*'], areas: ['synth', 'diagnostic', 'diagnostic-render'] },
};

describe('layout', () => {
  test('every source belongs to an area of the import table', () => {
    expect(sources.filter((file) => table[areaOf(file)] === undefined)).toEqual([]);
    expect(sources.length).toBeGreaterThan(20);
  });

  test('no source imports what the import table does not allow', () => {
    expect(sources.flatMap((file) => forbiddenImports(file))).toEqual([]);
  });

  test('one file starts programs', () => {
    expect(sources.filter((file) => imports(file).some(({ name }) => /child_process/.test(name)))).toEqual([
      'lib/cli/programs.ts',
    ]);
  });

  test('only the command line prints, reads the environment or exits', () => {
    const inner = sources.filter((file) => !/^(lib\/cli\/|main\.ts$)/.test(file));
    expect(inner.filter((file) => some(file, isProcessOrConsole))).toEqual([]);
  });

  test('there is no default export', () => {
    expect(sources.filter((file) => some(file, isDefaultExport))).toEqual([]);
  });

  test('a source has at most 200 lines', () => {
    const long = sources
      .map((file) => [file, read(file).split('\n').length - 1] as const)
      .filter(([, lines]) => lines > 200);
    expect(long).toEqual([]);
  });

  test('files are named in kebab-case, after what they hold', () => {
    const files = committed.filter((file) => /^(lib|test|bench)\/.*\.(ts|sh|sql)$/.test(file));
    expect(
      files.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.d|\.config)?\.(ts|sh|sql)$/.test(basename(file))),
    ).toEqual([]);
    expect(files.filter((file) => /^(utils?|helpers?|common|manager|types?)\./.test(basename(file)))).toEqual([]);
  });

  test('tests mirror lib, beside the slow tiers', () => {
    const folders = directories('test').filter((folder) => !['cluster', 'postgresql'].includes(folder));
    expect(folders.filter((folder) => !directories('lib').includes(folder))).toEqual([]);
  });
});

describe('committed files', () => {
  test('name no path and no package registry of the machine they were written on', () => {
    const words = [`/${'work'}/`, root, ...registryHosts()].filter((word) => word.length > 4);
    const texts = committed.map((file) => [file, read(file)] as const).filter(([, text]) => !text.includes('\0'));
    expect(
      texts.flatMap(([file, text]) => words.filter((word) => text.includes(word)).map((word) => `${file}: ${word}`)),
    ).toEqual([]);
  });

  test('are kept out of dist where the source type of Argo CD would change', () => {
    expect(committed.filter((file) => /^dist\/.*(kustomization\.ya?ml|Chart\.yaml|\.json)$/.test(file))).toEqual([]);
  });
});

function forbiddenImports(file: string): string[] {
  const area = areaOf(file);
  const rules = table[area];
  if (rules === undefined) return [];
  return imports(file)
    .filter(({ name, typeOnly }) => {
      const target = name.startsWith('.') ? normalize(join(dirname(file), name)).replace(/^lib\//, '') : name;
      if (target === area || target.startsWith(`${area}/`)) return false;
      const extra = rules.files?.[basename(file)] ?? [];
      const allowed = [...pure, ...rules.packages, ...rules.areas, ...extra, ...(typeOnly ? (rules.types ?? []) : [])];
      return !allowed.some(
        (one) => target === one || target.startsWith(`${one}/`) || (one === 'node:*' && target.startsWith('node:')),
      );
    })
    .map(({ name, typeOnly }) => `${file}: ${typeOnly ? 'type ' : ''}${name}`);
}

interface Import {
  readonly name: string;
  readonly typeOnly: boolean;
}

function imports(file: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, onlyTypes(node.importClause));
    if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isExternalModuleReference(node)) add(node.expression, false);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    if (ts.isCallExpression(node) && /^(import|require)$/.test(node.expression.getText(tree)))
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  const add = (node: ts.Node | undefined, typeOnly: boolean): void => {
    // A name that is computed can be anything: it is listed, and so refused.
    found.push({ name: node && ts.isStringLiteralLike(node) ? node.text : '<computed>', typeOnly });
  };
  const tree = parse(file);
  visit(tree);
  return found;
}

const onlyTypes = (clause: ts.ImportClause | undefined): boolean =>
  clause !== undefined &&
  (clause.isTypeOnly ||
    (clause.name === undefined &&
      clause.namedBindings !== undefined &&
      ts.isNamedImports(clause.namedBindings) &&
      clause.namedBindings.elements.every((element) => element.isTypeOnly)));

/** `process` or `console` as a value; a property of that name is somebody else's. */
const isProcessOrConsole = (node: ts.Node): boolean =>
  ts.isIdentifier(node) &&
  (node.text === 'process' || node.text === 'console') &&
  !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) &&
  !(ts.isPropertyAssignment(node.parent) && node.parent.name === node);

const isDefaultExport = (node: ts.Node): boolean =>
  ts.isExportAssignment(node) ||
  node.kind === ts.SyntaxKind.DefaultKeyword ||
  (ts.isExportSpecifier(node) && node.name.text === 'default');

function some(file: string, predicate: (node: ts.Node) => boolean): boolean {
  const visit = (node: ts.Node): boolean => predicate(node) || (ts.forEachChild(node, visit) ?? false);
  return visit(parse(file));
}

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, read(file), { languageVersion: ts.ScriptTarget.ES2022 }, true);

/** `lib/config/schema.ts` → config, `lib/manifest.ts` → manifest, `main.ts` → main. */
const areaOf = (file: string): string =>
  file
    .replace(/^lib\//, '')
    .split('/')[0]
    ?.replace(/\.ts$/, '') ?? '';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const directories = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

/** Where npm and Go fetch from on this machine. */
function registryHosts(): string[] {
  const npm = execFileSync('npm', ['config', 'get', 'registry'], { cwd: root, encoding: 'utf8' });
  const urls = [npm, ...(process.env.GOPROXY ?? '').split(/[,|]/)].flatMap(
    (url) => /^https?:\/\/\S+/.exec(url.trim())?.[0] ?? [],
  );
  return urls.map((url) => new URL(url).hostname).filter((host) => host !== 'localhost');
}

function git(...args: string[]): string[] {
  return execFileSync('git', [...args, '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((line) => line !== '');
}

import { join } from 'node:path';
import { environmentNameFault } from '../config/environment-names';
import type { Diagnostic } from '../diagnostic';
import type { DiagnosticFormat } from '../diagnostic-render';
import { loadFleet } from '../fleet';
import { judge } from '../synth/draft';
import { exitCode } from './exit-codes';
import { exists, type NewFile, writeDirectory } from './new/directory';
import { type Draft, draftOf } from './new/draft';
import { type NewRequest, type NoRequest, newRequest } from './new/request';
import { type Answers, commandLine, wizard } from './new/wizard';
import { projectRoot } from './project-root';
import { attended, conversation } from './prompt';
import { refuse, reportDiagnostics } from './report';
import { print, say } from './terminal';
import { today } from './today';

/** Writes environments/<env>/ for a person to commit. What is refused leaves nothing behind. */
export const run = async ([id]: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> => {
  const format = options.output as DiagnosticFormat;
  const root = projectRoot();
  const request = await requestOf(root, { id, options });
  if ('problem' in request) return refuse(request.problem);
  const taken = takenFault(root, request.id);
  if (taken !== undefined) return refuse(taken);
  const fleet = loadFleet(root);
  const { from } = request;
  const source = from === undefined ? undefined : fleet.inputs.environments.find((other) => other.id === from);
  // What is wrong with the one that is asked for, or why there is none.
  const asked = from !== undefined && source === undefined ? loadFleet(root, [from]) : fleet;
  const unreadable = asked.diagnostics.filter(concerns(from));
  if (unreadable.length > 0) return reportDiagnostics(unreadable, format);
  const draft = draftOf(fleet, request, source);
  if ('problem' in draft) return refuse(draft.problem);
  if ('diagnostics' in draft) return reportDiagnostics(draft.diagnostics, format);
  const judged = judge(fleet, draft.inputs);
  if ('diagnostics' in judged) return reportDiagnostics(judged.diagnostics, format);

  const files = filesOf(draft, judged.catalogInfo);
  const written = options.dryRun !== true;
  if (written) writeDirectory(root, request.id, files);
  const paths = files.map(({ path }) => `environments/${request.id}/${path}`);
  const { id: environment, cluster, namespace, notices = [] } = judged;
  if (format === 'json') {
    const expiresOn = request.chosen.expires ?? '';
    const { kind } = draft;
    print(
      JSON.stringify(
        { schemaVersion: 1, environment, kind, cluster, namespace, expiresOn, files: paths, written },
        undefined,
        2,
      ),
    );
  } else if (written) print(paths.map((path) => `+ ${path}`).join('\n'));
  else print(draft.inputs.files.get('values.yaml')?.toString() ?? '');
  for (const line of [...draft.notes, ...notices, ...(written ? nextSteps(root, environment, namespace) : [])])
    say(line);
  return exitCode.fine;
};

/** On a terminal what is missing is asked for. */
const requestOf = async (root: string, said: Answers): Promise<NewRequest | NoRequest> => {
  const request = newRequest(said.id, said.options, today());
  if (!('problem' in request) || request.incomplete !== true || !attended()) return request;
  const nameFault = (name: string) => environmentNameFault(name) ?? takenFault(root, name);
  const answers = await conversation((ask) => wizard(said, nameFault, { ask, tell: say }));
  if (answers === undefined) return request;
  say(`The same without questions: ${commandLine(answers)}`);
  return newRequest(answers.id, answers.options, today());
};

const takenFault = (root: string, id: string): string | undefined =>
  exists(join(root, 'environments', id)) ? `environments/${id} exists already: choose another name` : undefined;

/** Mistakes of other environments are no business of a new one, and a project may begin with it. */
const concerns =
  (from: string | undefined) =>
  ({ file, code }: Diagnostic): boolean =>
    code !== 'environment-empty' &&
    (!file.startsWith('environments/') ||
      /^environments\/(defaults\.yaml$|defaults\.yml$)/.test(file) ||
      (from !== undefined && `${file}/`.startsWith(`environments/${from}/`)));

/** Every file of the new environment, with its entity of Backstage's catalog where the organisation has that. */
const filesOf = ({ inputs }: Draft, catalogInfo: string | undefined): readonly NewFile[] => [
  ...(catalogInfo === undefined ? [] : [{ path: 'catalog-info.yaml', content: catalogInfo }]),
  ...[...inputs.files].map(([path, content]) => ({ path, content })),
];

const nextSteps = (root: string, id: string, namespace: string): readonly string[] => [
  ...(exists(join(root, 'dist', id))
    ? [
        `dist/${id} is still there, of an environment of this name that was deleted: with it the new one takes over what it left in ${namespace}`,
      ]
    : []),
  `Now: look at it, run "npm run synth", commit environments/${id} and dist, and merge.`,
];

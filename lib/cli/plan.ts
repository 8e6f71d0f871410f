import type { Values } from '../config/schema';
import { mergeEnvironment } from '../defaults/findings';
import { layersOf, loadFleet } from '../fleet';
import { type Allowance, applyAllowances, type JudgedChange } from '../plan/allow';
import type { RiskClass } from '../plan/change';
import { type PlanContext, planManifests, worstFirst } from '../plan/plan';
import { planAnnotations } from '../plan/report/github';
import { planJson } from '../plan/report/json';
import { lineDiff } from '../plan/report/line-diff';
import { type FileDiff, planMarkdown } from '../plan/report/markdown';
import { reaches } from '../plan/report/summary';
import { planText } from '../plan/report/text';
import { exitCode } from './exit-codes';
import { baseCommit, isGitProblem } from './git';
import { withCauses } from './plan/cause';
import { liveReader } from './plan/cluster';
import { directorySides } from './plan/directories';
import { gitSides } from './plan/git';
import { isSidesProblem, manifestsOf, type Sides, type SidesProblem } from './plan/sides';
import { projectRoot } from './project-root';
import { refuse, reportDiagnostics } from './report';
import { colored, harmless, print, say } from './terminal';
import { today } from './today';

type Options = Readonly<Record<string, unknown>>;

export const run = async (only: readonly string[], options: Options): Promise<number> => {
  const root = projectRoot();
  const [from, to] = [options.from, options.to];
  if ((from === undefined) !== (to === undefined)) return refuse('--from and --to go together');
  if (from !== undefined && (options.base !== undefined || only.length > 0))
    return refuse('--from and --to compare two directories: no --base and no environments beside them');
  if (options.context !== undefined && options.cluster !== true) return refuse('--context goes with --cluster');
  const sides = from === undefined ? await ofGit(root, only, options) : directorySides(String(from), String(to));
  if ('problem' in sides) return refuse(String(sides.problem));
  const found: JudgedChange[] = [];
  const diffs: FileDiff[] = [];
  const notices: string[] = [];
  const said = from === undefined ? saidIn(root) : (): Said => ({ context: {}, allowances: [] });
  const argocd = (): string =>
    (from === undefined ? loadFleet(root, only).defaults.argocd?.namespace : undefined) ?? 'argocd';
  const asked =
    options.cluster === true ? liveReader({ context: String(options.context ?? ''), argocd: argocd() }) : undefined;
  for await (const one of sides) {
    if (isSidesProblem(one))
      return one.diagnostics === undefined
        ? refuse(one.problem ?? '')
        : reportDiagnostics(one.diagnostics, formatOf(options));
    const manifests = manifestsOf(one);
    if ('problem' in manifests) return refuse(manifests.problem);
    const { context, allowances } = said(one.environment);
    const { before, after } = manifests;
    const { notices: unanswered = [], ...live } = (await asked?.(one.environment, before, after)) ?? {};
    notices.push(...unanswered);
    const changes = planManifests(before, after, { ...context, ...live, environment: one.environment });
    const { changes: judged, unused } = applyAllowances(withCauses(changes, one.values), allowances, today());
    found.push(...judged);
    notices.push(
      ...unused.map(({ code, object }) => `allow ${code} of ${object} in ${one.environment} fits no change: it can go`),
    );
    if (options.diff === true || options.output === 'markdown') diffs.push(...diffsOf(one));
  }
  found.sort(worstFirst);
  write(found, diffs, notices, options);
  const least = options.failOn as RiskClass | undefined;
  return least !== undefined && reaches(found, least) ? exitCode.differs : exitCode.fine;
};

const ofGit = async (
  root: string,
  only: readonly string[],
  { base }: Options,
): Promise<AsyncGenerator<Sides | SidesProblem> | { readonly problem: string }> => {
  const commit = await baseCommit(root, base === undefined ? undefined : String(base));
  return typeof commit === 'string'
    ? gitSides(root, commit, only)
    : { problem: isGitProblem(commit) ? commit.problem : '' };
};

const formatOf = ({ output }: Options) => (output === 'json' || output === 'github' ? output : 'text');

interface Said {
  readonly context: PlanContext;
  readonly allowances: readonly Allowance[];
}

/** What the organisation and the environment say beside the manifests. Mistakes in them are those of a synth, not of a plan. */
const saidIn =
  (root: string) =>
  (id: string): Said => {
    const fleet = loadFleet(root, id === '' ? [] : [id]);
    const context = { storageClasses: fleet.defaults.storageClasses ?? {} };
    const [inputs] = fleet.inputs.environments;
    const layers = inputs?.id === id ? layersOf(fleet, inputs) : undefined;
    if (layers === undefined || 'diagnostics' in layers) return { context, allowances: [] };
    const values = mergeEnvironment(layers).value as Values;
    return { context, allowances: (values.allow ?? []) as readonly Allowance[] };
  };

const diffsOf = ({ environment, files }: Sides): readonly FileDiff[] =>
  files
    .filter(({ path, before, after }) => before !== after && !/\/Secret\./.test(path))
    .map(({ path, before, after }) => ({ environment, text: lineDiff(path, before, after) }));

const write = (
  changes: readonly JudgedChange[],
  diffs: readonly FileDiff[],
  notices: readonly string[],
  { output, diff }: Options,
): void => {
  if (output === 'json') print(planJson(changes));
  else if (output === 'markdown') print(planMarkdown(changes, diffs, notices));
  else if (output === 'github') print(planAnnotations(changes));
  else {
    print(planText(changes, colored(process.stdout)));
    if (diff === true) print(harmless(`\n${diffs.map(({ text }) => text).join('\n')}`));
  }
  if (output !== 'markdown') notices.forEach(say);
};

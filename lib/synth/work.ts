import { organisationDefaults } from '../fleet';
import { prepare } from '../output/prepare';
import { renderInputs } from './environment';
import { type Job, type Outcome, type Outcomes, sharedWords } from './job';

/** Takes environments from the list, as the other threads do, until none is left. */
export const work = (job: Job, shared: Int32Array, progress?: (taken: number) => void): Outcomes => {
  const defaults = organisationDefaults(job.defaults);
  const outcomes: (readonly [number, Outcome])[] = [];
  for (;;) {
    const index = Atomics.add(shared, sharedWords.next, 1);
    const environment = job.environments[index];
    if (environment === undefined) return outcomes;
    const { inputs, present } = environment;
    const dist = present === 'directory' ? job.target?.place.path : undefined;
    const rendered = renderInputs(defaults, inputs, { dist, allowRename: job.allowRename });
    if ('diagnostics' in rendered) Atomics.store(shared, sharedWords.failed, 1);
    outcomes.push([index, outcomeOf(job, rendered, inputs.id, present, shared)]);
    progress?.(index + 1);
  }
};

const outcomeOf = (
  { target }: Job,
  rendered: ReturnType<typeof renderInputs>,
  id: string,
  present: Job['environments'][number]['present'],
  shared: Int32Array,
): Outcome => {
  if ('diagnostics' in rendered) return rendered;
  const { summary, files } = rendered;
  // After a mistake anywhere nothing will be written, and nothing needs to be prepared.
  if (target === undefined || Atomics.load(shared, sharedWords.failed) !== 0) return { summary };
  const prepared = prepare(target, id, present, files);
  return 'diagnostics' in prepared ? prepared : { summary, prepared };
};

import './plain-environment';
import { parentPort, workerData } from 'node:worker_threads';
import { received, type WorkerData } from '../synth/job';
import { work } from '../synth/work';

/** Program of a worker thread of `synth`, `synth --check` and `validate`. An error ends it, and with it the whole run. */
const { job, shared } = workerData as WorkerData;
parentPort?.postMessage(work(received(job), shared));

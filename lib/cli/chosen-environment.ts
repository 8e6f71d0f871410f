import type { Environment } from '../defaults/environment';
import type { DiagnosticFormat } from '../diagnostic-render';
import { type Fleet, loadFleet, resolveEnvironment } from '../fleet';
import { projectRoot } from './project-root';
import { reportDiagnostics } from './report';

/** The one environment that a command is about; where its values are wrong, that is reported and the exit code returned. */
export const chosenEnvironment = (id: string, format: DiagnosticFormat): Environment | number =>
  environmentOf(loadFleet(projectRoot(), [id]), format);

/** The same, from a fleet of this one environment, for a command that reads more of it. */
export const environmentOf = (fleet: Fleet, format: DiagnosticFormat): Environment | number => {
  const [inputs] = fleet.inputs.environments;
  if (inputs === undefined || fleet.diagnostics.length > 0) return reportDiagnostics(fleet.diagnostics, format);
  const resolved = resolveEnvironment(fleet, inputs);
  return 'diagnostics' in resolved ? reportDiagnostics(resolved.diagnostics, format) : resolved.environment;
};

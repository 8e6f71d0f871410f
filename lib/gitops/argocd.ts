import type { ArgoCdSettings } from '../defaults/argocd';
import type { DocumentedManifest } from '../manifest';
import { appProject, type ProjectMember } from './app-project';
import { applicationSet } from './application-set';
import { rootApplication } from './root-application';

/** Everything in dist/argocd. */
export const argocdManifests = (
  settings: ArgoCdSettings,
  members: readonly ProjectMember[],
): readonly DocumentedManifest[] => [
  appProject(settings, members),
  applicationSet(settings),
  rootApplication(settings),
];

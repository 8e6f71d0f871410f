import type { k8s } from 'cdk8s-plus-28';
import type { Environment } from '../defaults/environment';
import type { Plain } from './kubernetes-object';

/** Where every Pod of the environment may run, and how its image is fetched. */
export const placement = ({ imagePullSecrets, scheduling }: Environment): Plain<Partial<k8s.PodSpec>> => {
  const { nodeSelector, tolerations } = scheduling;
  return {
    ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector }),
    ...(tolerations.length === 0 ? {} : { tolerations }),
  };
};

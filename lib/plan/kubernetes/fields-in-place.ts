/** Fields that the API server lets change, and whose change stops nothing that runs. */
export interface InPlaceField {
  readonly kinds: readonly string[];
  /** Patterns of `isBelow`. */
  readonly paths: readonly string[];
  readonly means: string;
  readonly unknown?: string;
}

/** Source: as of `refusedFields`. */
export const inPlaceFields: readonly InPlaceField[] = [
  {
    kinds: ['apps/StatefulSet', 'apps/DaemonSet'],
    paths: ['spec.updateStrategy', 'spec.minReadySeconds', 'spec.revisionHistoryLimit'],
    means: 'how later changes are rolled out; no Pod restarts by it',
  },
  {
    kinds: ['apps/Deployment', 'apps/ReplicaSet'],
    paths: ['spec.strategy', 'spec.minReadySeconds', 'spec.revisionHistoryLimit', 'spec.progressDeadlineSeconds'],
    means: 'how later changes are rolled out; no Pod restarts by it',
  },
  {
    kinds: ['apps/ReplicaSet'],
    paths: ['spec.template'],
    means: 'Pods that run stay as they are; only new ones are made from it',
  },
  {
    kinds: ['batch/Job'],
    paths: [
      'spec.parallelism',
      'spec.completions',
      'spec.suspend',
      'spec.activeDeadlineSeconds',
      'spec.backoffLimit',
      'spec.ttlSecondsAfterFinished',
      'spec.podReplacementPolicy',
      'spec.template',
    ],
    means: 'the Job takes it up as it runs; one that is a hook of Argo CD is made anew',
  },
  {
    kinds: ['batch/CronJob'],
    paths: ['spec'],
    means: 'from the next run on; a Job that runs keeps what it began with',
  },
  {
    kinds: ['core/PersistentVolumeClaim'],
    paths: ['spec.volumeAttributesClassName'],
    means: 'the storage driver changes the volume while it is in use',
  },
  {
    kinds: ['core/PersistentVolume'],
    paths: [
      'spec.capacity',
      'spec.accessModes',
      'spec.storageClassName',
      'spec.mountOptions',
      'spec.volumeAttributesClassName',
    ],
    means: 'what is mounted stays as it is',
  },
  {
    kinds: ['core/Service'],
    paths: [
      'spec.sessionAffinity',
      'spec.sessionAffinityConfig',
      'spec.internalTrafficPolicy',
      'spec.externalTrafficPolicy',
      'spec.allocateLoadBalancerNodePorts',
      'spec.publishNotReadyAddresses',
      'spec.ipFamilyPolicy',
      'spec.trafficDistribution',
    ],
    means: 'new connections follow it; the Pods do not notice',
  },
  {
    kinds: ['core/Pod'],
    paths: ['spec.activeDeadlineSeconds', 'spec.tolerations', 'spec.schedulingGates'],
    means: 'the Pod runs on',
  },
  {
    kinds: ['core/ResourceQuota'],
    paths: ['spec.hard'],
    means: 'what runs stays; it counts for new objects',
    unknown: 'whether all Pods of the Namespace fit into it when they are made anew',
  },
  { kinds: ['core/LimitRange'], paths: ['spec.limits'], means: 'what runs stays; it counts for new Pods and claims' },
  {
    kinds: ['storage.k8s.io/StorageClass'],
    paths: ['allowVolumeExpansion', 'mountOptions', 'allowedTopologies'],
    means: 'it counts for new volumes, and for claims that grow',
  },
  {
    kinds: ['scheduling.k8s.io/PriorityClass'],
    paths: ['globalDefault', 'description'],
    means: 'it counts for new Pods',
  },
  { kinds: ['networking.k8s.io/IngressClass'], paths: ['spec.parameters'], means: 'the controller takes it up' },
  { kinds: ['policy/PodDisruptionBudget'], paths: ['spec'], means: 'it counts for the next drain of a node' },
  { kinds: ['autoscaling/HorizontalPodAutoscaler'], paths: ['spec'], means: 'it counts for the next look at the load' },
  {
    kinds: ['core/ServiceAccount'],
    paths: ['imagePullSecrets', 'secrets'],
    means: 'it counts for Pods that are made from now on',
  },
];

import { commonPodFlags, commonPorts, type Installation } from '@sluice/core';
import { kustomizeFlags } from './flags.ts';
import { kustomizeKinds, kustomizeRights } from './rights.ts';

/** How kustomize-controller is run in a cluster. */
export const kustomizeInstallation: Installation = {
  name: 'kustomize-controller',
  kinds: kustomizeKinds,
  rights: kustomizeRights,
  flags: kustomizeFlags,
  podFlags: () => commonPodFlags,
  flagsOutsidePods: ['kubeconfig'],
  ports: commonPorts,
  services: [],
  readiness: { port: 'healthz', path: '/readyz' },
  impersonates: true,
  requests: { cpu: '100m', memory: '128Mi' },
  gracePeriodSeconds: 60,
};

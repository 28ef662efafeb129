import { commonPodFlags, commonPorts, type Installation } from '@sluice/core';
import { sourceFlags } from './flags.ts';
import { sourceKinds, sourceRights } from './rights.ts';

/** How source-controller is run in a cluster. */
export const sourceInstallation: Installation = {
  name: 'source-controller',
  kinds: sourceKinds,
  rights: sourceRights,
  flags: sourceFlags,
  podFlags: ({ host, clusterDomain }) => ({
    ...commonPodFlags,
    'storage-path': '/data',
    'storage-addr': ':9090',
    'storage-adv-addr': `${host}.$(RUNTIME_NAMESPACE).svc.${clusterDomain}.`,
  }),
  flagsOutsidePods: ['kubeconfig', 'git-instead-of'],
  // Artifacts hold what may be secret: only the controllers of the namespace get them.
  ports: [{ name: 'http', port: 9090, reach: 'namespace' }, ...commonPorts],
  services: [{ targetPort: 'http' }],
  // Artifacts are served by the leader alone: only its pod is behind the Service.
  readiness: { port: 'http', path: '/' },
  volume: '/data',
  impersonates: false,
  requests: { cpu: '50m', memory: '128Mi' },
  gracePeriodSeconds: 10,
};

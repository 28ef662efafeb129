import { commonPodFlags, commonPorts, type Installation } from '@sluice/core';
import { notificationFlags } from './flags.ts';
import { notificationKinds, notificationRights } from './rights.ts';

/** How notification-controller is run in a cluster. */
export const notificationInstallation: Installation = {
  name: 'notification-controller',
  kinds: notificationKinds,
  rights: notificationRights,
  flags: notificationFlags,
  podFlags: () => ({ ...commonPodFlags, 'events-addr': ':9090', receiverAddr: ':9292', 'spool-path': '/data' }),
  flagsOutsidePods: ['kubeconfig'],
  ports: [
    { name: 'http', port: 9090, reach: 'namespace' },
    { name: 'http-webhook', port: 9292, reach: 'webhooks' },
    ...commonPorts,
  ],
  // Upstream's second name: what forwards webhooks to it finds it.
  services: [{ targetPort: 'http' }, { name: 'webhook-receiver', targetPort: 'http-webhook' }],
  // Events are taken by the leader alone: only its pod is behind the Services.
  readiness: { port: 'http' },
  volume: '/data',
  impersonates: false,
  requests: { cpu: '50m', memory: '128Mi' },
  gracePeriodSeconds: 10,
};

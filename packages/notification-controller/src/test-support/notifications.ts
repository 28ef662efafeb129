import type { ProviderType } from '@sluice/api';
import type { Event } from '../event/event.ts';
import type { Notification } from '../provider/notifier.ts';
import type { Target } from '../provider/target.ts';

export const testEvent: Event = {
  involvedObject: {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    name: 'apps',
    namespace: 'prod',
    uid: 'u-1',
  },
  severity: 'error',
  timestamp: '2026-01-02T03:04:05Z',
  message: 'kustomize build failed: deploy/app.yaml: line 3: bad indentation',
  reason: 'BuildFailed',
  metadata: { revision: `main@sha1:${'a'.repeat(40)}`, summary: 'production' },
  reportingController: 'kustomize-controller',
};

export function testNotification(event: Event = testEvent): Notification {
  return {
    event,
    idempotencyKey: 'key-1',
    alert: { namespace: 'prod', name: 'all' },
    alertObject: { metadata: { name: 'all' }, spec: {} },
    memo: new Map(),
  };
}

export function testTarget(type: ProviderType, address: string, changes: Partial<Target> = {}): Target {
  return {
    type,
    uid: '12345678-aaaa',
    address,
    channel: 'alerts',
    username: '',
    timeoutMs: 2_000,
    token: 'token-of-the-test',
    basic: undefined,
    headers: new Map(),
    from: '',
    tls: undefined,
    addresses: undefined,
    commitStatusExpr: undefined,
    provider: { metadata: { name: 'p' }, spec: { type } },
    mask: (text) => text,
    ...changes,
  };
}

import type { JsonObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import type { Cluster, Reply } from '../test-support/cluster.ts';
import { openCluster } from '../test-support/cluster.ts';

const group = '/apis/admissionregistration.k8s.io/v1';
const maps = '/api/v1/namespaces/default/configmaps';
const configMaps = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };

async function enforce(cluster: Cluster, validation: JsonObject, action = 'Deny'): Promise<void> {
  const policy = {
    metadata: { name: 'p' },
    spec: { matchConstraints: { resourceRules: [configMaps] }, validations: [validation] },
  };
  const binding = { metadata: { name: 'b' }, spec: { policyName: 'p', validationActions: [action] } };
  await cluster.call('POST', `${group}/validatingadmissionpolicies`, { body: policy });
  await cluster.call('POST', `${group}/validatingadmissionpolicybindings`, { body: binding });
}

function make(cluster: Cluster, data: JsonObject): Promise<Reply> {
  return cluster.call('POST', maps, { body: { metadata: { name: 'one' }, data } });
}

describe('a policy that is bound', () => {
  it('refuses what its expression does not hold for, in its words', async () => {
    await using cluster = await openCluster({ workloads: false });
    await enforce(cluster, { expression: "object.data.size == 'small'", message: 'too large', reason: 'Forbidden' });
    const refused = await make(cluster, { size: 'large' });
    expect(refused.status).toBe(403);
    expect(refused.body['message']).toContain(
      "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too large",
    );
    expect((await make(cluster, { size: 'small' })).status).toBe(201);
  });

  it('refuses what its expression cannot be evaluated for', async () => {
    await using cluster = await openCluster({ workloads: false });
    await enforce(cluster, { expression: "object.data.none == 'x'" });
    expect((await make(cluster, { a: '1' })).status).toBe(422);
  });

  it('warns where it is bound to warn', async () => {
    await using cluster = await openCluster({ workloads: false });
    await enforce(cluster, { expression: 'false', message: 'better not' }, 'Warn');
    const { status, warnings } = await make(cluster, {});
    expect(status).toBe(201);
    expect(warnings.join()).toContain(
      "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': better not",
    );
  });
});

import type { KubeObject } from '@sluice/objects';

const mask = '**SOPS**';

/** A Secret whose values are encrypted, with each value masked: what is printed must not look like something to apply. */
export function maskEncrypted(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret' || object['sops'] === undefined) return object;
  const { sops: _, ...rest } = object;
  const isDockerConfig = rest['type'] === 'kubernetes.io/dockerconfigjson';
  const text = isDockerConfig ? JSON.stringify({ mask }) : mask;
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: object.metadata,
    ...masked(rest['data'], 'data', Buffer.from(text).toString('base64')),
    ...masked(rest['stringData'], 'stringData', text),
  };
}

function masked(values: unknown, field: string, value: string): Record<string, unknown> {
  if (typeof values !== 'object' || values === null) return {};
  return { [field]: Object.fromEntries(Object.keys(values).map((key) => [key, value])) };
}

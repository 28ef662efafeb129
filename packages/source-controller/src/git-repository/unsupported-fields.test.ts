import { GitRepository } from '@sluice/api';
import { describe, expect, it } from 'vitest';

import { unsupportedField, unsupportedFields } from './unsupported-fields.ts';

/** Every field of the spec that is honoured; with the table, this must be the whole spec. */
const honoured = ['ignore', 'interval', 'ref', 'secretRef', 'sparseCheckout', 'suspend', 'timeout', 'url'];

function object(spec: Record<string, unknown>): GitRepository {
  return GitRepository.parse({
    ...GitRepository.type,
    metadata: { name: 'x' },
    spec: { interval: '1m', url: 'https://h/x', ...spec },
  });
}

describe('the table of unsupported fields', () => {
  it('and the honoured fields are the whole spec of the kind', () => {
    const refused = unsupportedFields.map(({ path }) => path.replace('spec.', ''));
    const all = Object.keys(GitRepository.spec.shape);
    expect([...honoured, ...refused].sort()).toEqual(all.sort());
  });

  it.each<[string, Record<string, unknown>]>([
    ['spec.verify', { verify: { mode: 'HEAD', secretRef: { name: 'x' } } }],
    ['spec.include', { include: [{ repository: { name: 'x' } }] }],
    ['spec.recurseSubmodules', { recurseSubmodules: true }],
    ['spec.provider', { provider: 'github' }],
    ['spec.serviceAccountName', { provider: 'aws', serviceAccountName: 'x' }],
    ['spec.proxySecretRef', { proxySecretRef: { name: 'x' } }],
  ])('refuses %s', (path, spec) => {
    const field = unsupportedField(object(spec));
    // An earlier row may speak first where two fields belong together.
    expect([path, 'spec.provider']).toContain(field?.path);
  });

  it('has a row that is provoked above for each of its fields, and lets harmless values pass', () => {
    for (const spec of [{}, { recurseSubmodules: false }, { provider: 'generic' }, { include: [] }]) {
      expect(unsupportedField(object(spec))).toBeUndefined();
    }
    expect(unsupportedField(object({ url: 'ssh://git@h/x' }))).toBeUndefined();
  });
});

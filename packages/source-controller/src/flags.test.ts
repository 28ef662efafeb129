import { parseFeatureGates, parseFlags } from '@sluice/core';
import { describe, expect, it } from 'vitest';

import { ArtifactServer, splitAddress } from './artifact-server.ts';
import { parseInsteadOf, sourceFeatureGates, sourceFlags } from './flags.ts';

function parse(...argv: string[]): ReturnType<typeof parseFlags<typeof sourceFlags>>['values'] {
  return parseFlags(sourceFlags, argv, {}).values;
}

describe('the flags of source-controller', () => {
  it("have upstream's defaults", () => {
    expect(parse()).toMatchObject({
      concurrent: 2,
      'requeue-dependency': 30_000,
      'storage-path': '/data',
      'storage-addr': ':9090',
      'storage-adv-addr': '',
      'artifact-retention-ttl': 60_000,
      'artifact-retention-records': 2,
      'artifact-digest-algo': 'sha256',
      'metrics-addr': ':8080',
      'health-addr': ':9440',
    });
  });

  it("take the flags of upstream's install manifests", () => {
    const values = parse(
      '--events-addr=http://notification-controller.flux-system.svc.cluster.local./',
      '--watch-all-namespaces=true',
      '--log-level=info',
      '--log-encoding=json',
      '--enable-leader-election',
      '--storage-path=/data',
      '--storage-adv-addr=source-controller.flux-system.svc.cluster.local.',
    );
    expect(values['storage-adv-addr']).toBe('source-controller.flux-system.svc.cluster.local.');
  });

  it('take lists of ssh algorithms', () => {
    const values = parse('--ssh-kex-algos=curve25519-sha256,ecdh-sha2-nistp256', '--ssh-hostkey-algos=ssh-ed25519');
    expect(values['ssh-kex-algos']).toEqual(['curve25519-sha256', 'ecdh-sha2-nistp256']);
    expect(values['ssh-hostkey-algos']).toEqual(['ssh-ed25519']);
  });

  it.each([
    ['--artifact-digest-algo=blake3', 'blake3 is not supported'],
    ['--artifact-digest-algo=md5', 'must be one of sha256, sha384, sha512, sha1'],
    ['--helm-cache-max-size=10', 'flag --helm-cache-max-size is not supported'],
    ['--ssh-kex-algos=curve25519-sha256,diffie-hellman-group14-sha1', '"diffie-hellman-group14-sha1" is not supported'],
    ['--ssh-hostkey-algos=ssh-rsa', '"ssh-rsa" is not supported'],
    ['--default-service-account=x', 'flag --default-service-account is not supported'],
    ['--artifact-retention-records=0', 'must be between 1'],
    ['--nope', 'unknown flag: --nope'],
  ])('refuse %s', (argument, message) => {
    expect(() => parse(argument)).toThrow(message);
  });

  it('refuse gates that are not honoured, and mappings that are none', () => {
    expect(() => parseFeatureGates(sourceFeatureGates, ['ObjectLevelWorkloadIdentity=true'])).toThrow(
      'cannot be changed',
    );
    expect(() => parseFeatureGates(sourceFeatureGates, ['Nope=true'])).toThrow("feature-gate 'Nope' not supported");
    expect(parseInsteadOf(['ssh://git@h/=http://127.0.0.1:1/'])).toEqual(
      new Map([['ssh://git@h/', 'http://127.0.0.1:1/']]),
    );
    expect(() => parseInsteadOf(['https://h/'])).toThrow('PREFIX=http://… is expected');
  });
});

describe('the advertised address', () => {
  it.each([
    [':9090', '', 'localhost:9090'],
    ['127.0.0.1:80', '', '127.0.0.1:80'],
    ['[::1]:80', '', '[::1]:80'],
    [':9090', 'source-controller.flux-system.svc.cluster.local.', 'source-controller.flux-system.svc.cluster.local.'],
  ])('of %s with %j is %s', (address, advertisedAddress, host) => {
    expect(new ArtifactServer({ root: '/', address, advertisedAddress }).advertisedHost()).toBe(host);
  });

  it('is an address', () => {
    expect(() => splitAddress('nope')).toThrow('"nope" is not an address');
    expect(() => splitAddress(':99999')).toThrow('is not an address');
  });
});

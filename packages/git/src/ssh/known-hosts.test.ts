import { createHmac } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hostKeyProblem, knownTypes } from './check-host-key.ts';
import { fingerprintOf, type HostKey } from './host-key.ts';
import { KnownHostsError, parseKnownHosts } from './known-hosts.ts';
import { wireString } from './wire-format.ts';

function keyOf(content: string, type = 'ssh-ed25519'): HostKey & { line: string } {
  const blob = Buffer.concat([wireString(type), wireString(content)]);
  return { type, blob, line: `${type} ${blob.toString('base64')}` };
}

function hashed(name: string, salt = 'some salt of 20 byte'): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${Buffer.from(salt).toString('base64')}|${hash}`;
}

const [one, two, other] = [keyOf('one'), keyOf('two'), keyOf('other', 'ecdsa-sha2-nistp256')];
const at = (host: string, port = 22): { host: string; port: number } => ({ host, port });

describe('a host key', () => {
  it.each<[string, string, string, number]>([
    ['a plain host', `git.example.com ${one.line}`, 'git.example.com', 22],
    ['letters in another case', `Git.Example.com ${one.line}`, 'git.example.com', 22],
    ['a list of hosts', `a,git.example.com,10.0.0.1 ${one.line}`, '10.0.0.1', 22],
    ['a port', `[git.example.com]:2222 ${one.line}`, 'git.example.com', 2222],
    ['an IPv6 address', `::1 ${one.line}`, '::1', 22],
    ['an IPv6 address with a port', `[::1]:2222 ${one.line}`, '::1', 2222],
    ['a pattern', `*.example.com,!bad.example.com ${one.line}`, 'git.example.com', 22],
    ['a pattern of single characters', `git?.example.com ${one.line}`, 'git1.example.com', 22],
    ['a hashed host', `${hashed('git.example.com')} ${one.line}`, 'git.example.com', 22],
    ['a hashed host with a port', `${hashed('[git.example.com]:2222')} ${one.line}`, 'git.example.com', 2222],
    ['the second of several keys', `h ${two.line}\nh ${other.line}\nh ${one.line} a comment`, 'h', 22],
    ['a file with comments and blank lines', `# a\r\n\r\n  h\t${one.line}\r\n`, 'h', 22],
    ['a key beside an authority', `@cert-authority h ${two.line}\nh ${one.line}`, 'h', 22],
  ])('is known by %s', (_, text, host, port) => {
    expect(hostKeyProblem(parseKnownHosts(text), at(host, port), one)).toBeUndefined();
  });

  it.each<[string, string, string, number, string]>([
    [
      'an unknown host',
      `other ${one.line}`,
      'h',
      22,
      `known_hosts has no key of h: the server shows ssh-ed25519 SHA256:`,
    ],
    ['an excepted host', `*,!h ${one.line}`, 'h', 22, 'known_hosts has no key of h'],
    ['a longer name', `h ${one.line}`, 'hh', 22, 'known_hosts has no key of hh'],
    ['a hashed host of another name', `${hashed('g')} ${one.line}`, 'h', 22, 'known_hosts has no key of h'],
    ['another port', `h ${one.line}`, 'h', 2222, 'has one of h, which stands for port 22 only: write [h]:2222'],
    ['port 22 for another', `[h]:2222 ${one.line}`, 'h', 22, 'known_hosts has no key of h'],
    [
      'another key',
      `h ${two.line}\nh ${other.line}`,
      'h',
      22,
      `the host key of h is not the one in known_hosts: the server shows ssh-ed25519 ${fingerprintOf(one.blob)}, ` +
        `known_hosts has ssh-ed25519 ${fingerprintOf(two.blob)}, ecdsa-sha2-nistp256 ${fingerprintOf(other.blob)}`,
    ],
    [
      'a revoked key',
      `h ${one.line}\n@revoked * ${one.line}`,
      'h',
      22,
      'the host key of h is revoked by line 2 of known_hosts',
    ],
    ['a key revoked elsewhere', `h ${one.line}\n@revoked g ${one.line}`, 'h', 22, 'is revoked by line 2'],
    [
      'an authority',
      `@cert-authority *.x ${one.line}`,
      'h.x',
      22,
      'only a @cert-authority for h.x, and host certificates are not supported',
    ],
  ])('is refused for %s', (_, text, host, port, problem) => {
    expect(hostKeyProblem(parseKnownHosts(text), at(host, port), one)).toContain(problem);
  });

  it('tells the types that are known of its host', () => {
    const known = parseKnownHosts(
      `h ${other.line}\nh ${one.line}\nh ${two.line}\n@revoked h ${keyOf('x', 'ssh-rsa').line}`,
    );
    expect(knownTypes(known, at('h'))).toEqual(['ecdsa-sha2-nistp256', 'ssh-ed25519']);
  });
});

describe('a known_hosts file', () => {
  it.each([
    ['a line without a key', `h ${one.line}\nh ssh-ed25519`, 'line 2 has no key'],
    ['a key that is not base64', 'h ssh-ed25519 AAAA!', 'line 1 has no key'],
    ['a key of another type', `h ssh-rsa ${one.blob.toString('base64')}`, 'line 1 has a key that is not of its type'],
    ['an unknown marker', `@trusted h ${one.line}`, 'line 1 has a marker that is not known'],
    ['a damaged hash', `|1|AAAA ${one.line}`, 'line 1 has a hashed host'],
    ['a hash of another version', `${hashed('h').replace('|1|', '|2|')} ${one.line}`, 'line 1 has a hashed host'],
    ['too many lines', '\n'.repeat(10_000), 'more than 10000 lines'],
    ['too many bytes', 'x'.repeat(1024 * 1024 + 1), 'larger than'],
  ])('is refused for %s', (_, text, problem) => {
    expect(() => parseKnownHosts(text)).toThrow(problem);
  });

  it('with any content is read, or refused by name, in little time', () => {
    const token = fc.oneof(
      fc.constantFrom(
        '@revoked',
        '@cert-authority',
        '*',
        '*a*a*a*b',
        '!h',
        '|1|',
        '[h]:2',
        'ssh-rsa',
        one.line,
        hashed('h'),
        '\n',
        ',',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const text = fc
      .array(fc.tuple(token, fc.constantFrom(' ', '\t', '\n', '')), { maxLength: 12 })
      .map((parts) => parts.flat().join(''));
    const name = fc.string({ maxLength: 60 });
    fc.assert(
      fc.property(text, name, (content, host) => {
        try {
          expect(hostKeyProblem(parseKnownHosts(content), at(host), two)).toBeTypeOf('string');
        } catch (error) {
          if (!(error instanceof KnownHostsError)) throw error;
          expect(error.message.length).toBeLessThan(200);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('matches a pattern of many stars in linear steps', () => {
    const known = parseKnownHosts(`${'*a'.repeat(200)}*b ${one.line}`);
    const started = performance.now();
    expect(hostKeyProblem(known, at('a'.repeat(5000)), one)).toBeDefined();
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('that is written is known again, plain or hashed', () => {
    const name = fc.stringMatching(/^[a-z0-9.-]{1,40}$/);
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 65_535 }), fc.boolean(), (host, port, isHashed) => {
        const shown = port === 22 ? host : `[${host}]:${String(port)}`;
        const known = parseKnownHosts(`${isHashed ? hashed(shown) : shown} ${one.line}`);
        expect(hostKeyProblem(known, at(host, port), one)).toBeUndefined();
        expect(hostKeyProblem(known, at(host, port), two)).toBeDefined();
      }),
    );
  });
});

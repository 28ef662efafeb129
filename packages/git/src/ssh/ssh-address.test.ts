import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { knownHostName, parseSshUrl, serviceCommand } from './ssh-address.ts';

describe('an ssh URL', () => {
  it.each([
    ['ssh://host/org/repository.git', 'git', 'host', 22, '/org/repository.git'],
    ['ssh://me@Host.Example:2222/x', 'me', 'host.example', 2222, '/x'],
    ['ssh://git@[::1]:2222/x', 'git', '::1', 2222, '/x'],
    ['ssh://git@host:22/a%20b/%C3%A9', 'git', 'host', 22, '/a b/é'],
    ['ssh://us%40er@host/~me/x', 'us@er', 'host', 22, '~me/x'],
    ['ssh://git@host/x?y#z', 'git', 'host', 22, '/x'],
  ])('%s is read', (text, user, host, port, path) => {
    expect(parseSshUrl(text)).toMatchObject({ user, host, port, path });
  });

  it.each([
    ['ssh', 'cannot be parsed'],
    ['ssh:///x', 'has no host'],
    ['ssh://host', 'has no path'],
    ['ssh://host/', 'has no path'],
    ['ssh://git:CANARY@host/x', 'has a password'],
    ['ssh://-oProxyCommand=touch/x', 'begins with "-"'],
    ['ssh://-x@host/x', 'begins with "-"'],
    ['ssh://host/--upload-pack=x', 'begins with "-"'],
    ['ssh://host/~-x', 'begins with "-"'],
    ['ssh://host/a%0ab', 'has a control character'],
    ['ssh://host/a%00b', 'has a control character'],
    ['ssh://host/%zz', 'encodes nothing'],
    ['ssh://a%2cb/x', 'not a name or an address'],
    ['ssh://a%2a/x', 'not a name or an address'],
  ])('%s is refused', (text, problem) => {
    expect(() => parseSshUrl(text)).toThrow(problem);
    expect(() => parseSshUrl(text)).not.toThrow('CANARY');
  });

  it('names its host as known_hosts does', () => {
    expect(knownHostName({ host: 'h', port: 22 })).toBe('h');
    expect(knownHostName({ host: '::1', port: 2222 })).toBe('[::1]:2222');
  });
});

describe('the command for a service', () => {
  const command = (path: string): string => serviceCommand('git-upload-pack', { ...parseSshUrl('ssh://h/x'), path });

  it('has the path as one word of a shell', () => {
    expect(command('/a b')).toBe("git-upload-pack '/a b'");
    expect(command("/a';touch p;'")).toBe("git-upload-pack '/a'\\'';touch p;'\\'''");
    expect(command('/a!b')).toBe("git-upload-pack '/a'\\!'b'");
  });

  it('is read back by the rules of a shell, whatever the path is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (path) => {
        const word = command(path).slice('git-upload-pack '.length);
        // Outside of quotes only escaped characters stand, inside everything but a quote.
        expect(word).toMatch(/^(?:'[^']*'|\\['!])+$/);
        expect(
          word.replaceAll(/'([^']*)'|\\(.)/gs, (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? ''),
        ).toBe(path);
      }),
    );
  });
});

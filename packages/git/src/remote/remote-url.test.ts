import { describe, expect, it } from 'vitest';

import { mapUrl, remoteAddress } from './remote-url.ts';

describe('remoteAddress', () => {
  it.each([
    'file:///etc',
    'ext::sh -c touch% /tmp/p',
    'git://host/x',
    'ssh://git@host/x',
    'ssh://-oProxyCommand=touch/x',
    'git@host:x/y.git',
    '--upload-pack=touch',
    'https://',
    'http://host/--upload-pack=x',
    'http://-host/x',
  ])('refuses %s', (url) => {
    expect(() => remoteAddress(url, undefined, undefined)).toThrow(/is not supported|cannot be parsed|begins with "-"/);
  });

  it("says how git's short form for ssh is written as a URL", () => {
    expect(() => remoteAddress('git@host.example:org/repo.git', undefined, undefined)).toThrow(
      'write ssh://git@host.example/org/repo.git',
    );
  });

  it('takes credentials out of the URL, and prefers those of the Secret', () => {
    const fromUrl = remoteAddress('https://us%40er:p%3Aw@host/x/?a=b#c', undefined, undefined);
    expect(fromUrl.url.href).toBe('https://host/x');
    expect(fromUrl.authorization).toBe(`Basic ${Buffer.from('us@er:p:w').toString('base64')}`);
    expect(remoteAddress('https://u:p@host/x', { kind: 'bearer', token: 't' }, undefined).authorization).toBe(
      'Bearer t',
    );
    expect(remoteAddress('https://host/x', undefined, undefined).authorization).toBeUndefined();
  });

  it('maps the longest prefix, and sends no credentials there', () => {
    const insteadOf = new Map([
      ['ssh://git@example.com/', 'http://127.0.0.1:1/'],
      ['ssh://git@example.com/org/', 'http://127.0.0.1:2/'],
    ]);
    expect(mapUrl('ssh://git@example.com/org/x', insteadOf)).toBe('http://127.0.0.1:2/x');
    const address = remoteAddress('ssh://git@example.com/a', { kind: 'bearer', token: 'CANARY' }, insteadOf);
    expect(address).toEqual({ url: new URL('http://127.0.0.1:1/a'), authorization: undefined });
  });
});

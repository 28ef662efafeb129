import { expect, test } from 'vitest';
import { parseImage } from './image-reference.ts';
import { parseRegistryCredentials } from './registry-login.ts';

test.each([
  ['registry.example/team/app:1', 'https://registry.example', 'team/app', '1'],
  ['registry.example:5000/app', 'https://registry.example:5000', 'app', 'latest'],
  ['127.0.0.1:5000/app:1', 'http://127.0.0.1:5000', 'app', '1'],
  ['localhost/app:1', 'http://localhost', 'app', '1'],
  ['team/app:1', 'https://registry-1.docker.io', 'team/app', '1'],
  ['app', 'https://registry-1.docker.io', 'library/app', 'latest'],
  [`ghcr.io/a/b:1@sha256:${'a'.repeat(64)}`, 'https://ghcr.io', 'a/b', `sha256:${'a'.repeat(64)}`],
])('%s is asked for where a container runtime would', (text, origin, repository, reference) => {
  expect(parseImage(text)).toMatchObject({ text, origin, repository, reference });
});

test.each([
  '',
  'UPPER/app:1',
  'registry.example/',
  'a b/c',
  'registry.example/../x:1',
  'r.example/app:t/../../x',
  'r.example/app:',
])('%j is no image', (text) => {
  expect(() => parseImage(text)).toThrow('is not the name of an image');
});

test('a host that only begins like this machine is spoken to over TLS', () => {
  expect(parseImage('127.0.0.1.evil.example/app:1').origin).toBe('https://127.0.0.1.evil.example');
  expect(parseImage('localhost.evil.example/app:1').origin).toBe('https://localhost.evil.example');
});

test('credentials are never shown', () => {
  expect(parseRegistryCredentials('me:secret')).toEqual({ username: 'me', password: 'secret' });
  for (const text of ['CANARY', 'CANARY:', ':CANARY', 'a:b:CANARY'])
    expect(() => parseRegistryCredentials(text)).toThrow(/^--registry-creds must have the form user:password$/);
});

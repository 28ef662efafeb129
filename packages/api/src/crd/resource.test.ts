import { describe, expect, it } from 'vitest';
import { GitRepository } from '../source/git-repository.ts';
import { InvalidObjectError } from './resource.ts';

const object = (spec: unknown) => ({
  apiVersion: GitRepository.apiVersion,
  kind: 'GitRepository',
  metadata: { name: 'app', uid: 'u' },
  spec,
});

describe('parse', () => {
  it('fills defaults in and keeps metadata as it was', () => {
    const parsed = GitRepository.parse(object({ interval: '1m', url: 'https://git.example.test/app' }));
    expect(parsed.spec.timeout).toBe('60s');
    expect(parsed.metadata).toEqual({ name: 'app', uid: 'u' });
  });

  it('names every wrong field of an object that was stored before its schema', () => {
    const broken = object({ interval: '1d', url: 'ftp://git.example.test/app' });
    expect(() => GitRepository.parse(broken)).toThrow(InvalidObjectError);
    expect(() => GitRepository.parse(broken)).toThrow(/spec\.interval: .*spec\.url: /);
  });
});

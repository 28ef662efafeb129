import { createHmac } from 'node:crypto';
import * as crypto from 'node:crypto';
import type { ReceiverType } from '@sluice/api';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebRequest } from '../http/serve.ts';
import { RefusedRequestError, verifications } from './verify.ts';

// Node's own function still does the work: it is only listened to.
vi.mock('node:crypto', async (load) => {
  const actual = await load<typeof crypto>();
  return { ...actual, timingSafeEqual: vi.fn<typeof crypto.timingSafeEqual>(actual.timingSafeEqual) };
});

const token = 'the-token-of-the-test';
const hmac = (algorithm: string, body: Uint8Array, key = token): string =>
  createHmac(algorithm, key).update(body).digest('hex');

/** How each type shows that it knows the token. A type that is neither here nor below fails this test. */
const signed: Readonly<Partial<Record<ReceiverType, (body: Uint8Array, key?: string) => Record<string, string>>>> = {
  'generic-hmac': (body, key) => ({ 'x-signature': `sha512=${hmac('sha512', body, key)}` }),
  github: (body, key) => ({ 'x-hub-signature-256': `sha256=${hmac('sha256', body, key)}` }),
  bitbucket: (body, key) => ({ 'x-hub-signature': `sha1=${hmac('sha1', body, key)}` }),
  nexus: (body, key) => ({ 'x-nexus-webhook-signature': hmac('sha1', body, key) }),
  gitlab: (_body, key = token) => ({ 'x-gitlab-token': key }),
  harbor: (_body, key = token) => ({ authorization: key }),
};
/** Those that have no more than the secret path, as upstream's. */
const unsigned: readonly ReceiverType[] = ['generic', 'dockerhub', 'quay', 'acr', 'cdevents'];
const types = Object.entries(signed);
const ofBody = ['generic-hmac', 'github', 'bitbucket', 'nexus'];

function passes(type: string, headers: WebRequest['headers'], body: Uint8Array): boolean {
  try {
    verifications
      .get(type as ReceiverType)
      ?.verify({ method: 'POST', target: '/', headers, body: Buffer.from(body) }, token);
    return true;
  } catch (error) {
    if (error instanceof RefusedRequestError) return false;
    throw error;
  }
}

const bodies = fc.uint8Array({ maxLength: 300 });

beforeEach(() => {
  vi.mocked(crypto.timingSafeEqual).mockClear();
});

it('every type is tested here', () => {
  expect([...verifications.keys()].sort()).toEqual([...Object.keys(signed), ...unsigned].sort());
});

describe.each(types)('%s', (type, sign) => {
  it('takes what the token signs, whatever the body is', () => {
    fc.assert(fc.property(bodies, (body) => passes(type, sign(body), body)));
  });

  it('takes nothing that another key signs, nor half of a signature', () => {
    fc.assert(
      fc.property(bodies, fc.string({ minLength: 1 }), fc.nat(), (body, key, cut) => {
        fc.pre(key !== token);
        expect(passes(type, sign(body, key), body)).toBe(false);
        const [[name, value]] = Object.entries(sign(body)) as [[string, string]];
        expect(passes(type, { [name]: value.slice(0, cut % value.length) }, body)).toBe(false);
        expect(passes(type, { [name]: `${value}0` }, body)).toBe(false);
        expect(passes(type, {}, body)).toBe(false);
      }),
    );
  });

  it('compares by a function whose time tells nothing, right or wrong, of any length', () => {
    const body = Buffer.from('{}');
    const [[name, value]] = Object.entries(sign(body)) as [[string, string]];
    const flipped = `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
    for (const tried of [value, flipped, `${value}00`]) passes(type, { [name]: tried }, body);
    const { calls } = vi.mocked(crypto.timingSafeEqual).mock;
    expect(calls.map(([a, b]) => [a.byteLength, b.byteLength])).toEqual([
      [32, 32],
      [32, 32],
      [32, 32],
    ]);
  });
});

describe.each(ofBody)('%s', (type) => {
  const sign = signed[type as ReceiverType] as (body: Uint8Array) => Record<string, string>;

  it('takes no signature of another body', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (body, at, flip) => {
          const other = Uint8Array.from(body, (byte, index) => (index === at % body.length ? byte ^ flip : byte));
          expect(passes(type, sign(body), other)).toBe(false);
        },
      ),
    );
  });

  it.each([
    'sha256=',
    'sha1=',
    '=',
    'sha256',
    'md5=d41d8cd98f00b204e9800998ecf8427e',
    'sha256=é',
    'sha512=00,sha256=00',
  ])('takes no %j', (text) => {
    for (const name of ['x-signature', 'x-hub-signature', 'x-hub-signature-256', 'x-nexus-webhook-signature'])
      expect(passes(type, { [name]: text }, Buffer.from(''))).toBe(false);
  });
});

it.each([...verifications.keys()])('%s refuses whatever comes, and does not break', (type) => {
  const headers = fc.dictionary(
    fc.constantFrom(
      'x-signature',
      'x-hub-signature',
      'x-hub-signature-256',
      'x-gitlab-token',
      'authorization',
      'ce-type',
    ),
    fc.string(),
  );
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => Buffer.from(JSON.stringify(value)));
  fc.assert(
    fc.property(headers, fc.oneof(bodies, json), (sent, body) => {
      const passed = passes(type, sent, body);
      if (type !== 'generic') expect(passed).toBe(false);
    }),
  );
});

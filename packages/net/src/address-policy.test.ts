import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AddressPolicyOptions, denyInternalAddresses, InternalAddressError } from './address-policy.ts';
import { connect } from './connect.ts';
import { request } from './request.ts';
import { closeIdleConnections } from './tls.ts';

let server: Server;
let port: number;
let served = 0;

beforeAll(async () => {
  server = createServer((incoming, response) => {
    served++;
    if (incoming.url === '/away') response.writeHead(302, { location: `http://127.0.0.1:${String(port)}/` });
    response.end('ok');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => {
  closeIdleConnections();
  served = 0;
});
afterAll(() => {
  server.close();
});

/** Names that resolve to these addresses, one answer after the other; the last one stays. */
function names(...answers: readonly (readonly string[])[]): NonNullable<AddressPolicyOptions['resolve']> {
  const left = [...answers];
  return (_host, _options, done) => {
    const addresses = left.length > 1 ? left.shift() : left[0];
    done(
      null,
      (addresses ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

const get = (host: string, options: AddressPolicyOptions = {}, path = '/') =>
  request({
    url: `http://${host}:${String(port)}${path}`,
    addresses: denyInternalAddresses(options),
    timeoutMs: 5_000,
  });
const refused = { code: 'ERR_INTERNAL_ADDRESS' };

describe('a policy that denies internal addresses', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '0177.0.0.1',
    '2130706433',
    '127。0。0。1',
    '0.0.0.0',
    '169.254.169.254',
    '10.0.0.1',
    '100.64.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::10.0.0.1]',
    '[64:ff9b:1::1]',
    '[2002:7f00:1::]',
    '[2001:0:1::]',
    '[fd00::1]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
  ])('refuses %s', async (host) => {
    await expect(get(host)).rejects.toMatchObject(refused);
    expect(served).toBe(0);
  });

  it.each(['1.1.1.1', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '64:ff9b::101:101', '::ffff:1.1.1.1'])(
    'allows %s',
    (host) => {
      expect(denyInternalAddresses().refusal(host)).toBeUndefined();
    },
  );

  it('says why, and nothing of the path', async () => {
    await expect(get('127.0.0.1', {}, '/secret?token=x')).rejects.toThrow(
      /^the host is inside the cluster or its network, where requests are not allowed: [^?]*$/,
    );
  });

  it.each(['localhost', 'kubernetes.default', 'inside.example.test'])('refuses the name %s', async (host) => {
    await expect(get(host, { resolve: names(['127.0.0.1', '::1', 'fd00::1']) })).rejects.toMatchObject(refused);
    expect(served).toBe(0);
  });

  it('resolves names as the system does', async () => {
    await expect(get('localhost')).rejects.toMatchObject(refused);
  });

  it('connects to what it checked: a name that answers otherwise a second time gains nothing', async () => {
    const asked: string[] = [];
    const resolve = names(['192.0.0.8', '203.0.113.1'], ['127.0.0.1']);
    const policy = denyInternalAddresses({
      allowed: ['192.0.0.8'],
      resolve: (host, options, done) => {
        asked.push(host);
        resolve(host, options, done);
      },
    });
    const found = await new Promise((done) => {
      policy.lookup('two.example.test', { all: true }, (_error, addresses) => {
        done(addresses);
      });
    });
    expect(found).toEqual([{ address: '192.0.0.8', family: 4 }]);
    // Each connection resolves once, by the lookup that checks.
    const url = `http://two.example.test:${String(port)}/`;
    await expect(request({ url, addresses: policy })).rejects.toMatchObject(refused);
    expect(asked).toEqual(['two.example.test', 'two.example.test']);
    expect(served).toBe(0);
  });

  it('refuses a redirect to the inside', async () => {
    const addresses = denyInternalAddresses({ allowed: ['outside.example.test'], resolve: names(['127.0.0.1']) });
    const url = `http://outside.example.test:${String(port)}/away`;
    await expect(request({ url, addresses, redirects: 'same-origin' })).rejects.toThrow('is not followed');
    expect(served).toBe(1);
  });

  it('lends it no connection that was made without it', async () => {
    const url = `http://127.0.0.1:${String(port)}/`;
    await request({ url });
    await expect(request({ url, addresses: denyInternalAddresses() })).rejects.toMatchObject(refused);
    expect(served).toBe(1);
  });

  it.each([['127.0.0.1'], ['127.0.0.0/8'], ['::ffff:127.0.0.1']])('makes exceptions: %s', async (entry) => {
    expect((await get('127.0.0.1', { allowed: ['10.0.0.0/8', entry] })).status).toBe(200);
  });

  it('makes exceptions for names, whatever they resolve to', async () => {
    const resolve = names(['127.0.0.1']);
    expect((await get('Hook.Monitoring', { allowed: ['hook.monitoring.'], resolve })).status).toBe(200);
    await expect(get('other.monitoring', { allowed: ['hook.monitoring'], resolve })).rejects.toMatchObject(refused);
  });

  it('counts addresses as internal that it is told of', () => {
    expect(denyInternalAddresses({ internal: ['1.1.1.1'] }).refusal('1.1.1.1')).toBeInstanceOf(InternalAddressError);
  });

  it.each(['10.0.0.0/33', '10.0.0.0/x', 'a b', 'http://x', '300.1.1.1', ''])('takes no exception %j', (entry) => {
    expect(() => denyInternalAddresses({ allowed: [entry] })).toThrow(RangeError);
  });
});

describe('connect', () => {
  const signal = new AbortController().signal;
  const options = { timeoutMs: 5_000, signal };

  it('opens connections of other protocols under the same policy', async () => {
    const addresses = denyInternalAddresses({ resolve: names(['127.0.0.1']) });
    for (const host of ['127.0.0.1', 'mail.example.test', '0x7f.1'])
      await expect(connect({ ...options, host, port, addresses })).rejects.toThrow(InternalAddressError);
    const allowing = denyInternalAddresses({ allowed: ['mail.example.test'], resolve: names(['127.0.0.1']) });
    const socket = await connect({ ...options, host: 'mail.example.test', port, addresses: allowing });
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  it('ends with its time and its signal', async () => {
    const addresses = denyInternalAddresses({ resolve: () => undefined });
    await expect(connect({ host: 'x.test', port, addresses, signal, timeoutMs: 10 })).rejects.toThrow('timeout');
    const ended = AbortSignal.abort(new Error('over'));
    await expect(connect({ ...options, host: 'x.test', port, addresses, signal: ended })).rejects.toThrow('over');
  });
});

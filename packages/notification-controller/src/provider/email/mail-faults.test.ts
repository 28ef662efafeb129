import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { type SecureVersion, TLSSocket } from 'node:tls';
import { selfSigned, type ServerIdentity } from '@sluice/sandbox';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../delivery/delivery-error.ts';
import { refusal } from '../../test-support/mail-server.ts';
import { testNotification, testTarget } from '../../test-support/notifications.ts';
import type { Target } from '../target.ts';
import { email } from './notifier.ts';

const day = 86_400_000;
const never = new AbortController().signal;
const canary = 'CANARY-mail-password';
const basic = { username: 'sluice', password: canary };

let closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers) close();
  closers = [];
});

interface Seen {
  readonly recipients: string[];
  readonly mails: string[];
  readonly logins: string[];
}

async function listen(server: Pick<Server, 'listen' | 'address'>): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** npm's smtp-server with a certificate, and what it saw. */
async function serveMail(
  identity: ServerIdentity,
  options: SMTPServerOptions = {},
): Promise<{ readonly port: number; readonly seen: Seen }> {
  const seen: Seen = { recipients: [], mails: [], logins: [] };
  const server = new SMTPServer({
    key: identity.key,
    cert: identity.certificate,
    authOptional: true,
    onAuth: ({ password }, _session, done) => {
      seen.logins.push(String(password));
      done(null, { user: 'sluice' });
    },
    onRcptTo: ({ address }, _session, done) => {
      seen.recipients.push(address);
      done();
    },
    onData: (stream, session, done) => {
      stream.resume();
      stream.on('end', () => {
        seen.mails.push(...session.envelope.rcptTo.map(({ address }) => address));
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  closers.push(() => {
    server.close();
  });
  return { port: await listen(server.server), seen };
}

function send(port: number, changes: Partial<Target> = {}, scheme = 'smtp'): Promise<void> {
  const address = `${scheme}://127.0.0.1:${String(port)}`;
  const channel = 'a@example.test';
  return email.send(
    testNotification(),
    testTarget('email', address, { from: 's@example.test', channel, ...changes }),
    never,
  );
}

async function failureOf(sending: Promise<void>): Promise<DeliveryError> {
  const error: unknown = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DeliveryError);
  expect((error as DeliveryError).message).not.toContain(canary);
  return error as DeliveryError;
}

const good = selfSigned(['127.0.0.1'], Date.now());

describe('mail over TLS', () => {
  it.each(['smtp', 'smtps'])(
    'is sent by %s with credentials to a server whose certificate is trusted',
    async (scheme) => {
      const { port, seen } = await serveMail(good, { secure: scheme === 'smtps' });
      await send(port, { basic, tls: { ca: good.certificate } }, scheme);
      expect(seen).toEqual({ recipients: ['a@example.test'], mails: ['a@example.test'], logins: [canary] });
    },
  );

  it.each([
    ['that nobody vouches for', good, undefined],
    ['that has expired', selfSigned(['127.0.0.1'], Date.now() - 400 * day), 'own'],
    ['of another host', selfSigned(['mail.example.test'], Date.now()), 'own'],
  ])('is not sent to a server with a certificate %s', async (_name, identity, ca) => {
    for (const secure of [true, false]) {
      const { port, seen } = await serveMail(identity, { secure });
      const tls = ca === undefined ? undefined : { ca: identity.certificate };
      const failure = await failureOf(send(port, { basic, tls }, secure ? 'smtps' : 'smtp'));
      expect(failure.remedy).toBe('retry-provider');
      expect(failure.message).toMatch(/certificate|altnames/i);
      expect(seen).toEqual({ recipients: [], mails: [], logins: [] });
    }
  });

  it('is not sent with a version of TLS that is broken', async () => {
    const old = { minVersion: 'TLSv1' as SecureVersion, maxVersion: 'TLSv1.1' as SecureVersion };
    const { port, seen } = await serveMail(good, { ...old, ciphers: 'DEFAULT@SECLEVEL=0' });
    expect((await failureOf(send(port, { basic, tls: { ca: good.certificate } }))).remedy).toBe('retry-provider');
    expect(seen.logins).toEqual([]);
  });

  it('is not sent where STARTTLS was stripped from the greeting, nor are the credentials', async () => {
    const { port, seen } = await serveMail(good, { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const failure = await failureOf(send(port, { basic, tls: { ca: good.certificate } }));
    expect(failure.remedy).toBe('retry-provider');
    expect(seen).toEqual({ recipients: [], mails: [], logins: [] });
  });
});

/** A server that says what `script` gives for each line, and can go over to TLS. */
async function play(script: (line: string, socket: Socket, say: (text: string) => void) => void): Promise<number> {
  const converse = (socket: Socket): void => {
    let received = '';
    const say = (text: string): void => {
      socket.write(text);
    };
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      for (let end = received.indexOf('\r\n'); end >= 0; end = received.indexOf('\r\n')) {
        const line = received.slice(0, end);
        received = received.slice(end + 2);
        script(line, socket, say);
      }
    });
  };
  const server = createServer((socket) => {
    socket.write('220 mail.example.test ESMTP\r\n');
    converse(socket);
  });
  closers.push(() => {
    server.close();
  });
  return listen(server);
}

describe('a hostile mail server or network', () => {
  it('gains nothing by answers that it sends together with that to STARTTLS', async () => {
    const lines: string[] = [];
    const port = await play((line, socket, say) => {
      lines.push(line);
      if (line.startsWith('EHLO')) say('250-mail\r\n250 STARTTLS\r\n');
      if (line !== 'STARTTLS') return;
      // What a man in the middle puts before the handshake must not count as said under TLS.
      socket.removeAllListeners('data');
      socket.write('220 go ahead\r\n250-mail\r\n250 AUTH PLAIN LOGIN\r\n');
      const secure = new TLSSocket(socket, { isServer: true, key: good.key, cert: good.certificate });
      secure.on('error', () => undefined);
      secure.on('data', (chunk: Buffer) => lines.push(chunk.toString('latin1')));
    });
    const failure = await failureOf(send(port, { basic, tls: { ca: good.certificate }, timeoutMs: 1_000 }));
    expect(failure.remedy).toBe('retry-provider');
    expect(lines.join('\n')).not.toMatch(/AUTH|MAIL FROM/);
    expect(lines.join('\n')).not.toContain(Buffer.from(canary).toString('base64'));
  });

  it('holds nobody up by silence', async () => {
    const port = await listen(createServer((socket) => closers.push(() => socket.destroy())).unref());
    expect((await failureOf(send(port, { timeoutMs: 200 }))).remedy).toBe('retry-provider');
  });

  it('cannot show a password that it was given', async () => {
    const { port } = await serveMail(good, {
      onAuth: ({ password }, _session, done) => {
        done(Object.assign(new Error(`no, ${String(password)} is wrong`), { responseCode: 535 }));
      },
    });
    const failure = await failureOf(
      send(port, { basic, tls: { ca: good.certificate }, mask: (text) => text.replaceAll(canary, '*****') }),
    );
    expect(failure).toMatchObject({ remedy: 'retry-provider', message: expect.stringContaining('*****') as string });
  });
});

describe('a recipient or a message that is refused', () => {
  it.each([
    [421, 'retry-provider'],
    [450, 'retry-message'],
    [451, 'retry-message'],
    [452, 'retry-message'],
    [550, 'give-up'],
    [552, 'give-up'],
  ])('with %d is: %s', async (code, remedy) => {
    const refuse: SMTPServerOptions = {
      onRcptTo: (_address, _session, done) => {
        done(refusal(code, 'no'));
      },
    };
    const { port } = await serveMail(good, refuse);
    expect((await failureOf(send(port, { tls: { ca: good.certificate } }))).remedy).toBe(remedy);
    const after: SMTPServerOptions = {
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on('end', () => {
          done(refusal(code, 'no'));
        });
      },
    };
    const second = await serveMail(good, after);
    expect((await failureOf(send(second.port, { tls: { ca: good.certificate } }))).remedy).toBe(remedy);
  });

  it('costs two good ones of three nothing, and they get one mail each', async () => {
    const { port, seen } = await serveMail(good, {
      onRcptTo: ({ address }, _session, done) => {
        done(address.startsWith('b@') ? refusal(550, 'no such user') : undefined);
      },
    });
    const channel = 'a@example.test,b@example.test,c@example.test';
    const failure = await failureOf(send(port, { channel, tls: { ca: good.certificate } }));
    expect(failure).toMatchObject({
      remedy: 'give-up',
      message: expect.stringMatching(/^b@example\.test: [^;]*$/) as string,
    });
    expect(seen.mails).toEqual(['a@example.test', 'c@example.test']);
  });
});

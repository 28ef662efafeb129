import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { ProviderType } from '@sluice/api';
import { denyInternalAddresses } from '@sluice/net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../delivery/delivery-error.ts';
import type { Event } from '../event/event.ts';
import { MailServer, refusal } from '../test-support/mail-server.ts';
import { testEvent, testNotification, testTarget } from '../test-support/notifications.ts';
import { RecordingServer } from '../test-support/recording-server.ts';
import { readMailbox, readRecipients } from './email/mailbox.ts';
import type { Notification } from './notifier.ts';
import { notifiers } from './notifiers.ts';
import type { Target } from './target.ts';

const sha = 'a'.repeat(40);
const canary = 'CANARY-7f3a';

const event = testEvent;
const notification = (changes: Partial<Event> = {}): Notification => testNotification({ ...event, ...changes });
const target = (type: ProviderType, address: string, changes: Partial<Target> = {}): Target =>
  testTarget(type, address, { token: canary, mask: (text) => text.replaceAll(canary, '*****'), ...changes });

let server: RecordingServer;
const never = new AbortController().signal;

beforeEach(async () => {
  server = await RecordingServer.open();
  server.answer = ({ method, path }) => {
    if (method === 'GET') return { status: 200, body: '[]' };
    return { status: 200, body: path.includes('chat.postMessage') ? '{"ok":true}' : 'ok' };
  };
});

afterEach(async () => {
  await server.close();
});

const paths: Readonly<Record<string, string>> = { github: '/owner/name', gitlab: '/group/sub/name' };

function send(type: ProviderType, changes: Partial<Target> = {}, eventChanges: Partial<Event> = {}): Promise<void> {
  const address = `${server.url}${paths[type] ?? `/hook/${canary}`}`;
  const to = target(type, address, changes);
  return notifiers.get(type)?.send(notification(eventChanges), to, never) ?? Promise.reject(new Error('no such type'));
}

const http = [...notifiers.keys()].filter((type) => type !== 'email');

describe('every provider by HTTP', () => {
  it('has a folder of its name', () => {
    const folders = readdirSync(new URL('./', import.meta.url), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(folders.sort()).toEqual([...notifiers.keys()].sort());
  });

  it.each(http)('%s names the object or the commit, and sends no control or direction characters', async (type) => {
    await send(type, {}, { message: 'bad \u202egnp.exe\u0007 <!channel> end' });
    const { body, path } = server.requests.at(-1) ?? { body: '', path: '' };
    expect(body + path).toMatch(/apps|aaaaaaaa/);
    if (!type.startsWith('generic')) expect(body).not.toMatch(/[\u202e\u0007]|\\u0007/);
    if (type === 'slack' || type === 'discord') expect(body).not.toContain('<!channel>');
  });

  it.each(http)('%s says when to come again after 429, 5xx and a cut connection', async (type) => {
    server.answer = () => ({ status: 429, headers: { 'retry-after': '7' } });
    await expect(send(type)).rejects.toMatchObject({ remedy: 'retry-provider', retryAfter: '7' });
    server.answer = () => ({ status: 503 });
    await expect(send(type)).rejects.toMatchObject({ remedy: 'retry-provider' });
    server.answer = () => ({ status: 200, reset: true });
    await expect(send(type)).rejects.toMatchObject({ remedy: 'retry-provider' });
  });

  it.each(http)('%s gives up what is refused, and shows no secret', async (type) => {
    server.answer = ({ headers, path }) => ({ status: 400, body: `bad: ${path} ${JSON.stringify(headers)}` });
    const failure: unknown = await send(type).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DeliveryError);
    expect((failure as DeliveryError).remedy).toBe('give-up');
    expect((failure as DeliveryError).message).not.toContain(canary);
  });

  it.each(http)('%s shows no secret of its address when nobody answers', async (type) => {
    await server.close();
    const failure: unknown = await send(type).catch((error: unknown) => error);
    expect((failure as DeliveryError).remedy).toBe('retry-provider');
    expect((failure as DeliveryError).message).not.toContain(canary);
    server = await RecordingServer.open();
  });

  it.each(http)('%s reaches no internal address where the policy denies it', async (type) => {
    await expect(send(type, { addresses: denyInternalAddresses() })).rejects.toMatchObject({
      remedy: 'retry-provider',
      message: expect.stringContaining('where requests are not allowed') as string,
    });
    expect(server.requests).toEqual([]);
    await send(type, { addresses: denyInternalAddresses({ allowed: ['127.0.0.0/8'] }) });
    expect(server.requests.length).toBeGreaterThan(0);
  });

  it.each(http)('%s makes of an answer without sense what the queue understands', async (type) => {
    for (const body of ['', '<html>log in</html>', '[]', 'null', '{"ok":"x"}', '[{"context":1}]', '\u0000', '{']) {
      for (const status of [200, 201, 204, 404, 599]) {
        server.answer = () => ({ status, body });
        const address = type === 'slack' ? `${server.url}/api/chat.postMessage` : undefined;
        for (const changes of address === undefined ? [{}] : [{}, { address }]) {
          const failure: unknown = await send(type, changes).catch((error: unknown) => error);
          if (failure !== undefined) expect(failure).toBeInstanceOf(DeliveryError);
        }
      }
    }
  });

  it.each(http)('%s follows no redirect', async (type) => {
    server.answer = () => ({ status: 302, headers: { location: `${server.url}/elsewhere` } });
    await expect(send(type)).rejects.toBeInstanceOf(DeliveryError);
    expect(server.requests.some(({ path }) => path.includes('elsewhere'))).toBe(false);
  });
});

describe('slack', () => {
  it('posts a payload of upstream’s form to a webhook', async () => {
    await send('slack');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      channel: 'alerts',
      username: 'kustomize-controller',
      icon_url: '',
      icon_emoji: '',
      attachments: [
        {
          fallback: `kustomization/apps.prod: ${event.message}`,
          color: 'danger',
          author_name: 'kustomization/apps.prod',
          text: event.message,
          mrkdwn_in: ['text'],
          fields: [
            { title: 'summary', value: 'production', short: false },
            { title: 'revision', value: `main@sha1:${sha}`, short: false },
          ],
        },
      ],
    });
  });

  it('escapes what would call people, and stays within the limits of Slack', async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`k${String(index)}`, 'v'.repeat(5_000)]),
    );
    await send('slack', {}, { message: `<!channel> & <@U1> ${'x'.repeat(39_000)}`, metadata });
    const [attachment] = (
      JSON.parse(server.requests[0]?.body ?? '') as { attachments: { text: string; fields: { value: string }[] }[] }
    ).attachments;
    expect(attachment?.text.startsWith('&lt;!channel&gt; &amp; &lt;@U1&gt; ')).toBe(true);
    expect(attachment?.text.length).toBeLessThan(8_000);
    expect(attachment?.fields.length).toBeLessThanOrEqual(50);
    expect(Math.max(...(attachment?.fields ?? []).map(({ value }) => value.length))).toBeLessThanOrEqual(2_000);
  });

  it('uses the API with a bot token', async () => {
    await send('slack', { address: `${server.url}/api/chat.postMessage` });
    const [request] = server.requests;
    expect(request?.path).toBe('/api/chat.postMessage');
    expect(request?.headers.authorization).toBe(`Bearer ${canary}`);
    expect(new URLSearchParams(request?.body).get('channel')).toBe('alerts');
    expect(new URLSearchParams(request?.body).get('attachments')).toContain('kustomization/apps.prod');
  });

  it.each([
    ['{"ok":false,"error":"channel_not_found"}', 'retry-provider'],
    ['{"ok":false,"error":"msg_too_long"}', 'give-up'],
  ])('takes the answer %s of the API as %s', async (body, remedy) => {
    server.answer = () => ({ status: 200, body });
    await expect(send('slack', { address: `${server.url}/api/chat.postMessage` })).rejects.toMatchObject({ remedy });
  });

  it('asks the API once when it limits the rate', async () => {
    server.answer = () => ({ status: 429, headers: { 'retry-after': '30' } });
    const failure = send('slack', { address: `${server.url}/api/chat.postMessage` });
    await expect(failure).rejects.toMatchObject({ remedy: 'retry-provider', retryAfter: '30' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('slack by its API', () => {
  it.each(['30', '1e9', '-5', 'soon', '', 'Wed, 21 Oct 2099 07:28:00 GMT', undefined])(
    'comes again after a limit whatever it says of when: %j',
    async (header) => {
      server.answer = () => ({ status: 429, ...(header === undefined ? {} : { headers: { 'retry-after': header } }) });
      const failure: unknown = await send('slack', { address: `${server.url}/api/chat.postMessage` }).catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ remedy: 'retry-provider' });
      expect((failure as DeliveryError).message).not.toContain(canary);
      expect(server.requests).toHaveLength(1);
    },
  );
});

describe('other payloads', () => {
  it('generic posts the event, with an idempotency key and the headers of the Secret', async () => {
    await send('generic', { headers: new Map([['X-Own', 'yes']]) });
    const [request] = server.requests;
    expect(JSON.parse(request?.body ?? '')).toEqual(event);
    expect(request?.headers).toMatchObject({
      'gotk-component': 'kustomize-controller',
      'idempotency-key': 'key-1',
      'x-own': 'yes',
    });
  });

  it('generic-hmac signs exactly its bytes', async () => {
    await send('generic-hmac');
    const [request] = server.requests;
    const hex = createHmac('sha256', canary)
      .update(request?.body ?? '')
      .digest('hex');
    expect(request?.headers['x-signature']).toBe(`sha256=${hex}`);
    await expect(send('generic-hmac', { token: '' })).rejects.toThrow("needs the key 'token'");
  });

  it('discord posts Slack’s form to /slack, without fallback text', async () => {
    await send('discord', {}, { message: 'hey @everyone' });
    expect(server.requests[0]?.path).toBe(`/hook/${canary}/slack`);
    expect(server.requests[0]?.body).not.toMatch(/fallback|@everyone/);
  });

  it('msteams posts an adaptive card without links of others', async () => {
    await send('msteams', {}, { message: '[x](javascript:alert)' });
    const { body = '' } = server.requests[0] ?? {};
    expect(body).toContain('"version":"1.4"');
    expect(body).toContain('"color":"attention"');
    expect(body).not.toContain('](');
  });

  it('alertmanager posts one alert', async () => {
    await send('alertmanager');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual([
      {
        status: 'firing',
        labels: {
          revision: `main@sha1:${sha}`,
          alertname: 'FluxKustomizationBuildfailed',
          severity: 'error',
          reason: 'BuildFailed',
          kind: 'Kustomization',
          name: 'apps',
          namespace: 'prod',
          reportingcontroller: 'kustomize-controller',
        },
        annotations: { message: event.message, summary: 'production' },
        startsAt: '2026-01-02T03:04:05Z',
      },
    ]);
  });

  it.each<[ProviderType, string, object]>([
    [
      'github',
      `/api/v3/repos/owner/name/statuses/${sha}`,
      { state: 'failure', context: 'kustomization/apps/12345678', description: 'build failed' },
    ],
    [
      'gitlab',
      `/api/v4/projects/group%2Fsub%2Fname/statuses/${sha}`,
      { state: 'failed', name: 'kustomization/apps/12345678', description: 'build failed' },
    ],
  ])('%s sets the status of the commit, once', async (type, path, body) => {
    await send(type);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
    expect(server.requests[1]?.path).toBe(path);
    expect(JSON.parse(server.requests[1]?.body ?? '')).toEqual(body);
    server.answer = () => ({ status: 200, body: JSON.stringify([{ ...body, status: 'failed' }]) });
    await send(type);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
    await expect(send(type, {}, { metadata: { revision: 'main' } })).rejects.toMatchObject({ remedy: 'give-up' });
  });

  it('commit statuses are named by an expression', async () => {
    await send('github', { commitStatusExpr: "event.involvedObject.name + '/' + provider.metadata.name" });
    expect(JSON.parse(server.requests[1]?.body ?? '')).toMatchObject({ context: 'apps/p' });
    await expect(send('github', { commitStatusExpr: 'nope(' })).rejects.toThrow('spec.commitStatusExpr');
  });
});

describe('email', () => {
  let mail: MailServer;
  const envelope = { from: 'sluice@example.test', channel: 'a@example.test, b@example.test', token: '' };
  const sendMail = (sent: Notification, changes: Partial<Target> = {}): Promise<void> | undefined => {
    const address = `smtp://127.0.0.1:${String(mail.port)}?starttls=never`;
    return notifiers.get('email')?.send(sent, target('email', address, { ...envelope, ...changes }), never);
  };

  beforeEach(async () => {
    mail = await MailServer.open();
  });
  afterEach(async () => {
    await mail.close();
  });

  it('sends each recipient a mail of text and HTML', async () => {
    await sendMail(notification({ message: 'deploy/app.yaml: <b>bad</b>\r\nBcc: evil@example.test' }));
    expect(mail.mails.map(({ to }) => to)).toEqual([['a@example.test'], ['b@example.test']]);
    const source = mail.mails[0]?.source ?? '';
    expect(source).toContain('Subject: [error] kustomization/apps.prod: BuildFailed');
    expect(source).toContain('&lt;b&gt;bad&lt;/b&gt;');
    expect(source).toMatch(/^Message-ID: <key-1@/im);
    expect(source.split('\r\n\r\n', 1)[0]).not.toMatch(/^bcc:/im);
  });

  it('repeats for those only who did not get it', async () => {
    mail.refuse = (recipient) => (recipient.startsWith('a@') ? refusal(450, 'greylisted') : undefined);
    const sent = notification();
    await expect(sendMail(sent)).rejects.toMatchObject({ remedy: 'retry-message' });
    mail.refuse = () => undefined;
    await sendMail(sent);
    expect(mail.mails.map(({ to }) => to)).toEqual([['b@example.test'], ['a@example.test']]);
  });

  it('gives a bad recipient up, and serves the others', async () => {
    mail.refuse = (recipient) => (recipient.startsWith('a@') ? refusal(550, 'no such user') : undefined);
    await expect(sendMail(notification())).rejects.toMatchObject({ remedy: 'give-up' });
    expect(mail.mails).toHaveLength(1);
  });

  it('tells of a bad recipient at the end too, when the others have their mail', async () => {
    mail.refuse = (recipient) => refusal(recipient.startsWith('a@') ? 550 : 450, 'no');
    const sent = notification();
    await expect(sendMail(sent)).rejects.toMatchObject({ remedy: 'retry-message' });
    mail.refuse = () => undefined;
    const end = { remedy: 'give-up', message: expect.stringMatching(/^a@example.test: .*550[^;]*$/) as string };
    await expect(sendMail(sent)).rejects.toMatchObject(end);
    expect(mail.mails.map(({ to }) => to)).toEqual([['b@example.test']]);
  });

  it('asks for STARTTLS, and sends no credentials without TLS', async () => {
    const address = `smtp://127.0.0.1:${String(mail.port)}`;
    await expect(sendMail(notification(), { address })).rejects.toMatchObject({ remedy: 'retry-provider' });
    const basic = { username: 'u', password: canary };
    await expect(sendMail(notification(), { basic })).rejects.toThrow('credentials are not sent without TLS');
    expect(mail.mails).toEqual([]);
  });

  it('reaches no internal address where the policy denies it, in no notation', async () => {
    const port = String(mail.port);
    for (const host of ['127.0.0.1', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]', 'localhost']) {
      const address = `smtp://${host}:${port}?starttls=never`;
      const sending = sendMail(notification(), { address, addresses: denyInternalAddresses() });
      await expect(sending).rejects.toThrow(/internal address, which is not allowed/);
    }
    expect(mail.connections).toBe(0);
    await sendMail(notification(), { addresses: denyInternalAddresses({ allowed: ['127.0.0.1'] }) });
    expect(mail.mails).toHaveLength(2);
  });

  it.each(['a@b\r\nRCPT TO:<evil@x>', 'a@b\n', '"x y"@b', '<a@b>', 'a@b c@d', 'a', '@b', 'group: a@b;', 'ä@b'])(
    'refuses the recipient %j',
    (text) => {
      expect(() => readMailbox(text, 'x')).toThrow('is not a mail address');
    },
  );

  it('takes plain recipients, each once, and no crowd', () => {
    expect(readRecipients('a@b.test, c+d@e.test,a@b.test')).toEqual(['a@b.test', 'c+d@e.test']);
    expect(() => readRecipients(Array.from({ length: 51 }, (_, at) => `u${String(at)}@b`).join(','))).toThrow(
      'at most 50',
    );
  });
});

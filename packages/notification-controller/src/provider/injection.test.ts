import type { ProviderType } from '@sluice/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../event/event.ts';
import { MailServer } from '../test-support/mail-server.ts';
import { testNotification, testTarget } from '../test-support/notifications.ts';
import { RecordingServer } from '../test-support/recording-server.ts';
import { notifiers } from './notifiers.ts';

/** What somebody may write into a commit message, a branch, a name, an annotation. */
const hostile = [
  'a\r\nBcc: evil@example.test\r\nX-Injected: 1',
  'nul\u0000 bell\u0007 escape\u001b[31m',
  'turned \u202egnp.exe\u202c and \u2066hidden\u2069',
  '<!channel> <!here> <@U012345> <https://evil.test|good>',
  '@everyone @here @channel',
  '[click](javascript:alert(1)) ![x](https://evil.test/x.png)',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"}],"attachments":[{"text":"forged"}],"x":[{"y":"',
].join(' ');

const event: Event = {
  involvedObject: {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: `Kustomization${hostile}`,
    name: hostile,
    namespace: hostile,
  },
  severity: 'error',
  timestamp: '2026-01-02T03:04:05Z',
  message: hostile,
  reason: hostile,
  metadata: { revision: `main@sha1:${'a'.repeat(40)}`, summary: hostile, [hostile]: hostile },
  reportingController: hostile,
};

/** What the readers of each service would obey. */
const active: Readonly<Partial<Record<ProviderType, RegExp>>> = {
  slack: /<[!@#][a-zA-Z]|<https:/,
  discord: /<[!@#][a-zA-Z]|<https:|\]\(|@everyone|@here\b/,
  msteams: /\]\(/,
};

let server: RecordingServer;
let mail: MailServer;
const never = new AbortController().signal;

beforeEach(async () => {
  [server, mail] = await Promise.all([RecordingServer.open(), MailServer.open()]);
  server.answer = ({ method, path }) => ({
    status: 200,
    body: method === 'GET' ? '[]' : path.includes('chat.postMessage') ? '{"ok":true}' : 'ok',
  });
});
afterEach(async () => {
  await server.close();
  await mail.close();
});

/** Each way to send: every type, and those of two forms in both. */
const ways: readonly [string, ProviderType, string][] = [
  ...[...notifiers.keys()]
    .filter((type) => type !== 'email')
    .map((type): [string, ProviderType, string] => [type, type, '/owner/name']),
  ['slack by its API', 'slack', '/api/chat.postMessage'],
];

/** Every text within what was sent, as its reader sees it. */
function textsOf(body: string): string[] {
  const value: unknown = body.startsWith('{') || body.startsWith('[') ? JSON.parse(body) : formOf(body);
  const walk = (each: unknown): string[] => {
    if (typeof each === 'string') return [each];
    return typeof each === 'object' && each !== null
      ? Object.entries(each).flatMap(([key, inner]) => [key, ...walk(inner)])
      : [];
  };
  return walk(value);
}

function formOf(body: string): unknown {
  const form = Object.fromEntries(new URLSearchParams(body));
  return { ...form, attachments: JSON.parse(form['attachments'] ?? '[]') as unknown };
}

describe('texts of others', () => {
  it.each(ways)('do nothing at %s', async (_name, type, path) => {
    await notifiers.get(type)?.send(testNotification(event), testTarget(type, `${server.url}${path}`), never);
    const { body, headers, path: asked } = server.requests.at(-1) ?? { body: '', headers: {}, path: '' };
    expect(Object.keys(headers)).not.toContain('x-injected');
    expect(Object.keys(headers)).not.toContain('bcc');
    expect(JSON.stringify(headers) + asked).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]|\\u00|\\r|\\n/);
    const texts = textsOf(body);
    expect(texts.some((text) => text.includes('evil.test') || text.includes('turned'))).toBe(true);
    // They forge no second message either: what is an attachment is ours.
    expect(texts.filter((text) => text === 'forged')).toEqual([]);
    // These two are for programs, which get the event as it came.
    if (type === 'generic' || type === 'generic-hmac') return;
    for (const text of texts) {
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/);
      expect(text).not.toMatch(active[type] ?? /$^/);
    }
  });

  it('do nothing in mails', async () => {
    const to = testTarget('email', `smtp://127.0.0.1:${String(mail.port)}?starttls=never`, {
      from: 's@example.test',
      channel: 'a@example.test',
    });
    await notifiers.get('email')?.send(testNotification(event), to, never);
    expect(mail.mails.map((each) => each.to)).toEqual([['a@example.test']]);
    const source = mail.mails[0]?.source ?? '';
    const [head = '', ...rest] = source.split('\r\n\r\n');
    const names = [...head.replaceAll(/\r\n[ \t]+/g, ' ').matchAll(/^([^:\r\n]+):/gm)].map(([, name]) =>
      name?.toLowerCase(),
    );
    expect(names.filter((name) => name === 'bcc' || name === 'x-injected')).toEqual([]);
    expect(names.filter((name) => name === 'subject')).toHaveLength(1);
    const body = rest.join('\r\n\r\n').replaceAll('=\r\n', '');
    const html = body.slice(body.indexOf('<!doctype html>'));
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;');
    expect(body).not.toMatch(/[\u0000\u0007\u001b]|=00|=07|=1B|=E2=80=AE/);
  });
});

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { recordMails, recordPosts } from './support/recorders.ts';
import { openStory, type Story } from './support/story.ts';

const canary = 'canary-51b7';

async function withProvider(spec: object, secret: Record<string, string> = {}): Promise<Story> {
  const story = await openStory({});
  const { client } = story.environment;
  const metadata = { name: 'chat', namespace: 'flux-system' };
  await client.create({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: secret });
  await client.create({
    apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
    kind: 'Provider',
    metadata,
    spec: { secretRef: { name: 'chat' }, ...spec },
  });
  return story;
}

/** A service on loopback. Closed with its test. */
async function answering(status: number, body: (request: IncomingMessage) => string): Promise<number> {
  const server = createServer((request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body(request));
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A service that refuses, and repeats what it was sent. */
function refusing(status: number): Promise<number> {
  return answering(status, ({ url = '', headers }) => `no: ${url} ${headers.authorization ?? ''}`);
}

it('sends one Slack message and says what was answered, and nothing of the address', async () => {
  const slack = await recordPosts();
  const address = `http://127.0.0.1:${String(slack.port)}/services/${canary}`;
  const story = await withProvider({ type: 'slack', channel: 'ops' }, { address });
  const { code, out, err } = await story.sluice('notify', 'test', 'chat');
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toMatch(
    /^► sending a test message through Provider chat \(slack\) in flux-system namespace\n✔ sent {3}\d\.\d\d s\n✔ the service answered 200: ok\n$/,
  );
  expect(slack.received).toHaveLength(1);
  await slack.has('"channel":"ops"', 'This is a test message', 'provider/chat.flux-system');
  expect(err).not.toContain(canary);
});

it('sends one e-mail', async () => {
  const mail = await recordMails();
  const address = `smtp://127.0.0.1:${String(mail.port)}?starttls=never`;
  const spec = { type: 'email', channel: 'ops@example.test', address };
  const story = await withProvider(spec, { from: 'sluice@example.test' });
  expect((await story.sluice('notify', 'test', 'chat')).err).toMatch(/✔ the service answered 250 /);
  await mail.has('To: ops@example.test', 'Subject: [info] provider/chat.flux-system: Test');
});

it.each([
  [{ ok: true, channel: 'C1', ts: '1' }, 0, '✔ the service answered 200: {"ok":true,'],
  [{ ok: false, error: 'channel_not_found' }, 1, '✗ not sent: Slack answered channel_not_found'],
])('asks the API of Slack, which answers %j', async (answer, code, message) => {
  const port = await answering(200, () => JSON.stringify(answer));
  const address = `http://127.0.0.1:${String(port)}/api/chat.postMessage`;
  const story = await withProvider({ type: 'slack', channel: 'ops', address }, { token: canary });
  const result = await story.sluice('notify', 'test', 'chat');
  expect(result.code).toBe(code);
  expect(result.err).toContain(message);
  expect(result.err).not.toContain(canary);
});

it('says that it was refused, and masks what the service repeats', async () => {
  const address = `http://127.0.0.1:${String(await refusing(403))}/${canary}`;
  const story = await withProvider({ type: 'alertmanager' }, { address, token: `${canary}-token` });
  const { code, err } = await story.sluice('notify', 'test', 'chat');
  expect(code).toBe(1);
  expect(err).toMatch(/✗ not sent: 127\.0\.0\.1:\d+ answered 403: no: \*+ Bearer \*+ {3}\d\.\d\d s\n/);
  expect(err).toContain('are address and credentials right? They are in Secret chat');
  expect(err).not.toContain(canary);
});

it.each([
  [{ type: 'telegram' }, 'not sent: spec.type telegram is not supported yet'],
  [{ type: 'slack', address: 'slack' }, 'not sent: the address of the slack provider is not an http or https URL'],
  [{ type: 'github', address: 'https://github.com/a/b' }, 'not sent: the event names no commit'],
  [{ type: 'slack', secretRef: { name: 'none' } }, "not sent: the Secret 'flux-system/none' does not exist"],
])('says why %j cannot send', async (spec, message) => {
  const story = await withProvider(spec);
  const { code, err } = await story.sluice('notify', 'test', 'chat');
  expect(code).toBe(1);
  expect(err).toContain(message);
});

it('warns of a suspended Provider, and says when there is none', async () => {
  const slack = await recordPosts();
  const story = await withProvider({ type: 'slack', suspend: true, address: `http://127.0.0.1:${String(slack.port)}` });
  expect((await story.sluice('notify', 'test', 'chat')).err).toContain('⚠️ Provider chat is suspended');
  expect((await story.sluice('notify', 'test', 'other')).err).toBe(
    `✗ Provider object 'other' not found in "flux-system" namespace\n`,
  );
});

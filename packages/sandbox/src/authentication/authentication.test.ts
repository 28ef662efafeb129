import type { JsonObject } from '@sluice/objects';
import { request } from 'node:https';
import { describe, expect, it } from 'vitest';
import { objectAt, textAt } from '../api-object.ts';
import { ManualClock } from '../manual-clock.ts';
import type { Sandbox, SandboxOptions } from '../sandbox.ts';
import type { Cluster } from '../test-support/cluster.ts';
import { openCluster } from '../test-support/cluster.ts';
import type { ServerIdentity } from '../tls/certificate.ts';
import { clientAuthentication, signedByItself } from '../tls/certificate.ts';

const bare: SandboxOptions = { workloads: false };
const accounts = '/api/v1/namespaces/default/serviceaccounts';
const whoami = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const review = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' };
const robot = { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: 'robot' } };

async function newToken(cluster: Cluster, spec: JsonObject = {}): Promise<string> {
  await cluster.call('POST', accounts, { body: robot });
  const body = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec };
  const answer = await cluster.call('POST', `${accounts}/robot/token`, { body });
  return textAt(answer.body, 'status', 'token') ?? '';
}

async function userOf(cluster: Cluster, token: string): Promise<{ status: number; user: JsonObject }> {
  const answer = await cluster.call('POST', whoami, { body: review, headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, user: objectAt(answer.body, 'status', 'userInfo') };
}

describe('the token of a service account', () => {
  it('is one of its user', async () => {
    await using cluster = await openCluster(bare);
    const { status, user } = await userOf(cluster, await newToken(cluster));
    expect(status).toBe(201);
    expect(user['username']).toBe('system:serviceaccount:default:robot');
    expect(user['groups']).toContain('system:serviceaccounts:default');
  });

  it('is over when its time is', async () => {
    const clock = new ManualClock();
    await using cluster = await openCluster({ ...bare, clock });
    const token = await newToken(cluster, { expirationSeconds: 600 });
    clock.advance(599_000);
    expect((await userOf(cluster, token)).status).toBe(201);
    clock.advance(1000);
    expect((await userOf(cluster, token)).status).toBe(401);
  });

  it('is none when it was changed, or its account is another', async () => {
    await using cluster = await openCluster(bare);
    const token = await newToken(cluster);
    const [head = '', body = '', mark = ''] = token.split('.');
    const forged = Buffer.from(Buffer.from(body, 'base64url').toString().replace('robot', 'admin')).toString(
      'base64url',
    );
    expect((await userOf(cluster, `${head}.${forged}.${mark}`)).status).toBe(401);
    await cluster.call('DELETE', `${accounts}/robot`);
    await cluster.call('POST', accounts, { body: robot });
    expect((await userOf(cluster, token)).status).toBe(401);
  });

  it('of another audience is no credential, but can be reviewed', async () => {
    await using cluster = await openCluster(bare);
    const token = await newToken(cluster, { audiences: ['vault'] });
    expect((await userOf(cluster, token)).status).toBe(401);
    const body = { kind: 'TokenReview', apiVersion: 'authentication.k8s.io/v1', spec: { token, audiences: ['vault'] } };
    const answer = await cluster.call('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body });
    expect(answer.body['status']).toMatchObject({ authenticated: true, audiences: ['vault'] });
  });
});

describe('credentials that the options name', () => {
  it('are tokens of users', async () => {
    const ann = { token: 'ann-token', name: 'ann', uid: '7', groups: ['dev'] };
    await using cluster = await openCluster({ ...bare, users: [ann] });
    const { user } = await userOf(cluster, 'ann-token');
    expect(user).toEqual({ username: 'ann', uid: '7', groups: ['dev', 'system:authenticated'] });
    expect((await userOf(cluster, 'bob-token')).status).toBe(401);
  });

  it('are certificates of an authority', async () => {
    const subject = { commonName: 'ann', organizations: ['dev', 'ops'], usage: clientAuthentication, names: [] };
    const client = signedByItself(subject, Date.now());
    const stranger = signedByItself({ ...subject, commonName: 'eve' }, Date.now());
    await using cluster = await openCluster({ ...bare, clientCa: client.certificate });
    const { status, text } = await askWith(cluster.sandbox, client);
    expect(status).toBe(201);
    expect(text).toContain('"userInfo":{"username":"ann","groups":["dev","ops","system:authenticated"]}');
    expect((await askWith(cluster.sandbox, stranger)).status).toBe(401);
  });
});

function askWith(sandbox: Sandbox, { certificate, key }: ServerIdentity): Promise<{ status: number; text: string }> {
  const options = { method: 'POST', ca: sandbox.certificate, cert: certificate, key };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(whoami, sandbox.secureUrl), options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.once('error', reject).end(JSON.stringify(review));
  });
}

describe('acting as another', () => {
  it('takes the right to do so', async () => {
    const ann = { token: 'ann-token', name: 'ann' };
    await using cluster = await openCluster({ ...bare, users: [ann] });
    const headers = { authorization: 'Bearer ann-token', 'impersonate-user': 'bob' };
    const answer = await cluster.call('POST', whoami, { body: review, headers });
    expect(answer.status).toBe(403);
    expect(answer.body['message']).toContain('User "ann" cannot impersonate-on:user-info:create resource');
  });
});

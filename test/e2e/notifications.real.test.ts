import { bearerToken, loadKubeConfig, openKubeClient } from '@sluice/kube';
import { startSandbox } from '@sluice/sandbox';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { eventually } from '../control-plane/eventually.ts';
import { controlPlaneNeeded, findControlPlaneServers } from '../control-plane/servers.ts';
import { createAlert, prepareCluster, startNotifications, tellAlertStory } from './support/alert-story.ts';
import { serveMailPolicy } from './support/mail-policy.ts';
import { hasPostfix, postfixNeeded, startPostfix } from './support/postfix.ts';
import { playSlackApi } from './support/slack-api.ts';

const missing = !hasPostfix || findControlPlaneServers() === undefined;
const token = 'xoxb-of-the-test';

describe.skipIf(missing)(`alerts by real parts (needs ${postfixNeeded}, and ${controlPlaneNeeded})`, () => {
  it('a broken commit brings a Slack message and an e-mail that say where; its fix or its revert bring others', async () => {
    const [plane, slack, postfix] = await Promise.all([startControlPlane(), playSlackApi(token), startPostfix()]);
    onTestFinished(() => plane.stop());
    slack.trouble.push({ status: 429, headers: { 'retry-after': '1' } }, { status: 503 });
    const connection = await loadKubeConfig({ kubeconfig: plane.kubeconfig, allowExec: false });
    await tellAlertStory({
      openClient: (userAgent) => {
        const client = openKubeClient({ connection, userAgent });
        onTestFinished(() => {
          client.close();
        });
        return client;
      },
      providers: {
        slack: { spec: { type: 'slack', channel: 'alerts', address: slack.address }, secret: { token } },
        mail: {
          spec: {
            type: 'email',
            channel: 'ops@example.test',
            address: `smtp://127.0.0.1:${String(postfix.port)}`,
            certSecretRef: { name: 'mail' },
          },
          secret: { from: 'sluice@example.test', 'ca.crt': postfix.ca },
        },
      },
      has: (service, ...parts) => ({ slack, mail: postfix })[service].has(...parts),
    });
    expect(slack.trouble).toEqual([]);
    expect(slack.violations).toEqual([]);
    expect(new Set(slack.received).size).toBe(slack.received.length);
    expect(await postfix.log()).toContain('starttls=1 mail=1 rcpt=1 data=1');
  });
});

describe.skipIf(!hasPostfix)(`mail (needs ${postfixNeeded})`, () => {
  it('comes once to each recipient, later to one that is greylisted, and not to one that is unknown', async () => {
    const asked: string[] = [];
    const policyPort = await serveMailPolicy((recipient) => {
      const isFirst = !asked.includes(recipient);
      asked.push(recipient);
      if (recipient.startsWith('nobody@')) return '550 5.1.1 there is nobody of that name';
      return recipient.startsWith('grey@') && isFirst ? '451 4.7.1 greylisted, come again' : 'DUNNO';
    });
    const [sandbox, postfix] = await Promise.all([startSandbox(), startPostfix({ policyPort })]);
    const client = openKubeClient({
      connection: { server: sandbox.url, credentials: bearerToken(sandbox.token) },
      userAgent: 'test',
    });
    onTestFinished(async () => {
      client.close();
      await sandbox.close();
    });
    await prepareCluster(client);
    await createAlert(client, 'mail', {
      spec: {
        type: 'email',
        channel: 'nobody@example.test,grey@example.test,ops@example.test',
        address: `smtp://127.0.0.1:${String(postfix.port)}`,
        certSecretRef: { name: 'mail' },
      },
      secret: { from: 'sluice@example.test', 'ca.crt': postfix.ca },
    });
    const events = await startNotifications(client);
    const answer = await fetch(events, { method: 'POST', body: JSON.stringify(event) });
    expect(answer.status).toBe(202);
    await postfix.has('Delivered-To: ops@example.test', event.message);
    await postfix.has('Delivered-To: grey@example.test', event.message);
    await eventually(async () => {
      const { items } = await client.list({ apiVersion: 'v1', kind: 'Event' }, { namespace: 'flux-system' });
      const messages = items.map(({ message }) => String(message));
      expect(messages).toContainEqual(expect.stringMatching(/nobody@example\.test: .*550 5\.1\.1/));
    });
    expect(await postfix.mails()).toHaveLength(2);
    expect(asked.toSorted()).toEqual(['grey', 'grey', 'nobody', 'ops'].map((name) => `${name}@example.test`));
  });
});

const event = {
  involvedObject: {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    name: 'apps',
    namespace: 'flux-system',
  },
  severity: 'error',
  timestamp: '2026-01-02T03:04:05Z',
  message: 'apps/a.yaml: line 2: bad indentation',
  reason: 'BuildFailed',
  reportingController: 'kustomize-controller',
};

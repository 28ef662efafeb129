import { loadKubeConfig, openKubeClient } from '@sluice/kube';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { controlPlaneNeeded, findControlPlaneServers } from '../control-plane/servers.ts';
import { tellAlertStory } from './support/alert-story.ts';
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
    expect(await postfix.log()).toContain('TLSv1.3');
  });
});

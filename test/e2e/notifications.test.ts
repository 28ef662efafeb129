import { bearerToken, openKubeClient } from '@sluice/kube';
import { startSandbox } from '@sluice/sandbox';
import { it, onTestFinished } from 'vitest';
import { tellAlertStory } from './support/alert-story.ts';
import { recordMails, recordPosts } from './support/recorders.ts';

it('a broken commit brings a Slack message and an e-mail that say where; its fix or its revert bring others', async () => {
  const sandbox = await startSandbox();
  const [slack, mail] = await Promise.all([recordPosts(), recordMails()]);
  onTestFinished(() => sandbox.close());
  await tellAlertStory({
    openClient: (userAgent) => {
      const connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
      const client = openKubeClient({ connection, userAgent });
      onTestFinished(() => {
        client.close();
      });
      return client;
    },
    providers: {
      slack: {
        spec: { type: 'slack', channel: 'alerts' },
        secret: { address: `http://127.0.0.1:${String(slack.port)}/services/T0/B0/X` },
      },
      mail: {
        spec: { type: 'email', channel: 'ops@example.test' },
        secret: {
          address: `smtp://127.0.0.1:${String(mail.port)}?starttls=never`,
          from: 'sluice@example.test',
        },
      },
    },
    has: (service, ...parts) => ({ slack, mail })[service].has(...parts),
  });
});

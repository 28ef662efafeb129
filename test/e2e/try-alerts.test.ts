import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordMails, recordPosts } from './support/recorders.ts';
import { type CommandResult, runSluice } from './support/run-sluice.ts';

const canary = 'canary-77ad';
const namespace = 'flux-system';
const notification = 'notification.toolkit.fluxcd.io/v1beta3';

const provider = (name: string, spec: object) => ({
  apiVersion: notification,
  kind: 'Provider',
  metadata: { name, namespace },
  spec: { secretRef: { name: 'not-in-git' }, ...spec },
});
const alert = (name: string, spec: object = {}) => ({
  apiVersion: notification,
  kind: 'Alert',
  metadata: { name, namespace },
  spec: { providerRef: { name }, eventSources: [{ kind: 'Kustomization', name: 'apps' }], ...spec },
});
const apps = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'apps', namespace },
  spec: {
    interval: '10m',
    prune: true,
    path: './apps',
    sourceRef: { kind: 'GitRepository', name: namespace },
    dependsOn: [{ name: 'alerts' }],
  },
};
/** Ready before what is told of: otherwise the first events come before the Alerts. */
const alerts = {
  ...apps,
  metadata: { name: 'alerts', namespace },
  spec: { ...apps.spec, path: './alerts', dependsOn: [] },
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-try-alerts-'));
  await put('clusters/prod/apps.yaml', stream(apps, alerts));
  await put('apps/a.yaml', 'kind: ConfigMap\n  bad: indentation\n');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

function stream(...objects: readonly object[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n---\n');
}

function tryIt(...flags: string[]): Promise<CommandResult> {
  return runSluice(['try', folder, '--once', ...flags]);
}

describe('try', () => {
  it('says which alerts would have gone where, without their Secrets, and which reach nobody', async () => {
    await put(
      'alerts/alerts.yaml',
      stream(
        provider('ops', { type: 'slack', channel: 'ops' }),
        provider('old', { type: 'telegram' }),
        alert('ops'),
        alert('old'),
        alert('nobody'),
      ),
    );
    const { code, err } = await tryIt();
    expect(code).toBe(1);
    expect(err).toMatch(
      /\nalerts would be sent to ops \(slack\): 1 error\n {2}kustomization\/apps\.flux-system: .*apps\/a\.yaml/,
    );
    expect(err).toContain(
      'alerts would not be sent to old (telegram) (spec.type telegram is not supported yet): 1 error\n',
    );
    expect(err).toContain('\nalert flux-system/nobody: there is no Provider nobody\n');
  });

  it('really sends with --notify-to, to a Slack webhook, whose address it does not repeat', async () => {
    await put('alerts/alerts.yaml', stream(provider('ops', { type: 'slack', channel: 'ops' }), alert('ops')));
    const slack = await recordPosts();
    const { err, out } = await tryIt('--notify-to', `http://127.0.0.1:${String(slack.port)}/${canary}`);
    await slack.has('"color":"danger"', 'kustomization/apps.flux-system', 'apps/a.yaml');
    expect(err).toContain('alerts sent in place of ops (slack): 1 error\n');
    expect(out + err).not.toContain(canary);
  });

  it('really sends mails, and says when the server does not take them', async () => {
    await put('alerts/alerts.yaml', stream(provider('ops', { type: 'slack', channel: 'ops' }), alert('ops')));
    const mail = await recordMails();
    const query = 'starttls=never&from=ci@example.test&to=me@example.test';
    const sent = await tryIt('--notify-to', `smtp://127.0.0.1:${String(mail.port)}?${query}`);
    expect(sent.err).toContain('alerts sent in place of ops (slack): 1 error\n');
    await mail.has('To: me@example.test', 'Subject: [error] kustomization/apps.flux-system');
    const refused = await tryIt('--notify-to', `smtp://127.0.0.1:1?${query}`);
    expect(refused.err).toContain('alerts NOT sent in place of ops (slack) (me@example.test: connect ECONNREFUSED');
    expect(refused.code).toBe(1);
  });

  it.each([
    [`pigeon:${canary}`, 'neither a Slack webhook nor a mail server'],
    ['smtps://mail.example.test', 'needs sender and recipients'],
  ])('refuses --notify-to %s before anything starts', async (url, message) => {
    const { code, err } = await tryIt('--notify-to', url);
    expect(code).toBe(1);
    expect(err).toMatch(/^✗ --notify-to /);
    expect(err).toContain(message);
    expect(err).not.toContain(canary);
  });
});

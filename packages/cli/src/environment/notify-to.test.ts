import { describe, expect, it } from 'vitest';
import { readDestination } from './notify-to.ts';

const canary = 'canary-0e4f';

describe('--notify-to', () => {
  it('takes any http or https URL for a Slack webhook', () => {
    const address = `https://hooks.slack.com/services/${canary}`;
    expect(readDestination(address, {})).toEqual({ type: 'slack', address, channel: '', secret: new Map() });
  });

  it('takes a mail server with sender and recipients, and its credentials from the environment', () => {
    const env = { SLUICE_SMTP_USERNAME: 'ci', SLUICE_SMTP_PASSWORD: canary };
    expect(readDestination('smtps://mail.test:465?from=ci@a.test&to=x@a.test&to=y@a.test', env)).toEqual({
      type: 'email',
      address: 'smtps://mail.test:465',
      channel: 'x@a.test,y@a.test',
      secret: new Map([
        ['from', 'ci@a.test'],
        ['username', 'ci'],
        ['password', canary],
      ]),
    });
  });

  it('leaves the choice of TLS to the address', () => {
    const { address } = readDestination('smtp://mail.test:25?from=a@a.test&to=b@a.test&starttls=never', {});
    expect(address).toBe('smtp://mail.test:25?starttls=never');
  });

  it.each([canary, `mailto:${canary}@a.test`, 'smtp://mail.test?to=a@a.test', 'smtp://mail.test?from=a@a.test'])(
    'refuses %s, and does not repeat it',
    (text) => {
      let message = '';
      try {
        readDestination(text, {});
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain('--notify-to');
      expect(message).not.toContain(canary);
    },
  );
});

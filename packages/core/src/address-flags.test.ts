import { describe, expect, it } from 'vitest';
import { addressFlags, addressPolicyOf } from './address-flags.ts';
import { FlagError } from './flag.ts';
import { parseFlags } from './parse-flags.ts';

const policy = (...args: string[]) =>
  addressPolicyOf(parseFlags(addressFlags, args, {}).values, { KUBERNETES_SERVICE_HOST: '1.2.3.4' });

describe('the flags of addresses', () => {
  it('allow everything unless they are set', () => {
    expect(policy()).toBeUndefined();
  });

  it('deny what is internal, the API server with it, but for exceptions', () => {
    const denying = policy('--deny-internal-addresses', '--allowed-internal-addresses=10.1.0.0/16,hook.monitoring.svc');
    expect(['10.1.2.3', '10.2.0.1', '1.2.3.4', '1.1.1.1'].map((each) => denying?.refusal(each) === undefined)).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('are refused where they cannot be honoured', () => {
    expect(() => policy('--allowed-internal-addresses=10.0.0.0/8')).toThrow(FlagError);
    expect(() => policy('--deny-internal-addresses', '--allowed-internal-addresses=10.0.0.0/99')).toThrow(
      'invalid value for flag --allowed-internal-addresses: 10.0.0.0/99 is not a block of addresses',
    );
  });
});

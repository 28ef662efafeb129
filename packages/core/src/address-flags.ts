import { type AddressPolicy, denyInternalAddresses } from '@sluice/net';
import { booleanFlag, type Flag, FlagError, type FlagTable, type FlagValues, listFlag } from './flag.ts';

/** The flags of controllers that connect to addresses which users write. Not upstream's. */
export interface AddressFlagTable extends FlagTable {
  readonly 'deny-internal-addresses': Flag<boolean>;
  readonly 'allowed-internal-addresses': Flag<readonly string[]>;
}

export const addressFlags: AddressFlagTable = {
  'deny-internal-addresses': booleanFlag(
    false,
    'Send no requests of users to loopback, link-local, private and other addresses that are not of the internet.',
  ),
  'allowed-internal-addresses': listFlag(
    'Addresses, CIDR blocks and host names that requests may go to all the same; a host name whatever it resolves to.',
  ),
};

/** The policy that the flags ask for; undefined where everything may be reached. Throws `FlagError`. */
export function addressPolicyOf(
  flags: FlagValues<AddressFlagTable>,
  env: Readonly<Record<string, string | undefined>> = process.env,
): AddressPolicy | undefined {
  const allowed = flags['allowed-internal-addresses'];
  if (!flags['deny-internal-addresses']) {
    if (allowed.length > 0) throw new FlagError('--allowed-internal-addresses needs --deny-internal-addresses');
    return undefined;
  }
  const { KUBERNETES_SERVICE_HOST: apiServer = '' } = env;
  try {
    return denyInternalAddresses({ allowed, internal: apiServer === '' ? [] : [apiServer] });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FlagError(`invalid value for flag --allowed-internal-addresses: ${error.message}`);
  }
}

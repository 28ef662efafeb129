import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Which addresses outgoing connections may reach. Make one per process: connections are pooled by it. */
export interface AddressPolicy {
  /**
   * For a host that is an address itself: `InternalAddressError` where it may not be reached. Names are checked when
   * they are resolved.
   */
  refusal(host: string): InternalAddressError | undefined;
  /** Resolves names to those addresses alone that may be reached; what is connected to is what was checked. */
  readonly lookup: LookupFunction;
}

export interface AddressPolicyOptions {
  /** Addresses, CIDR blocks and host names that may be reached although they are internal. */
  readonly allowed?: readonly string[];
  /** Addresses that count as internal wherever they are, such as that of the API server. */
  readonly internal?: readonly string[];
  /** How names are resolved. Default: as the system does. */
  readonly resolve?: Resolve;
}

/** `lookup` of `node:dns`, asked for all addresses. */
export type Resolve = (
  host: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The address is not one of the internet, and the policy allows only those. */
export class InternalAddressError extends Error {
  override readonly name = 'InternalAddressError';
  readonly code = 'ERR_INTERNAL_ADDRESS';

  constructor(host: string) {
    super(`${host} is an internal address, which is not allowed`);
  }
}

// https://www.iana.org/assignments/iana-ipv4-special-registry
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Of the IPv6 space only 2000::/3 is the internet's, and of that not: protocols, tunnels that carry IPv4, examples. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/**
 * Allows connections to addresses of the internet and to what is listed. Loopback, link-local, private, shared,
 * multicast and other special addresses are refused in every notation, also those of IPv4 within IPv6.
 * Throws `RangeError` for an entry that is neither address, block nor host name.
 */
export function denyInternalAddresses(options: AddressPolicyOptions = {}): AddressPolicy {
  const { allowed = [], internal = [], resolve = systemLookup } = options;
  const [names, exceptions] = [new Set<string>(), new BlockList()];
  for (const entry of allowed) if (!addBlock(exceptions, entry)) names.add(hostName(entry));
  const denied = new BlockList();
  for (const block of [...special4, ...special6, ...internal]) addBlock(denied, block);
  const isAllowed = (address: string): boolean =>
    contains(exceptions, address) || (isInternet(address) && !contains(denied, address));
  return {
    refusal(host) {
      const address = host.replace(/^\[(.*)\]$/, '$1');
      return isIP(address) === 0 || isAllowed(address) ? undefined : new InternalAddressError(address);
    },
    lookup(host, given, done) {
      const isName = names.has(host.toLowerCase().replace(/\.$/, ''));
      resolve(host, { ...given, all: true }, (error, found) => {
        const usable = error === null ? found.filter(({ address }) => isName || isAllowed(address)) : [];
        const [first] = usable;
        if (first === undefined) done(error ?? new InternalAddressError(host), '');
        else if (given.all === true) done(null, usable);
        else done(null, first.address, first.family);
      });
    },
  };
}

function isInternet(address: string): boolean {
  const carried = /^(?:::ffff:|64:ff9b::)/i.test(address);
  return isIP(address) === 4 || carried || /^[23][0-9a-f]{3}:/i.test(address);
}

function contains(list: BlockList, address: string): boolean {
  if (isIP(address) === 4) return list.check(address);
  const tail = /^64:ff9b::(.*)$/i.exec(address)?.[1];
  // IPv4 behind a translator; the list knows addresses that are mapped.
  return list.check(tail === undefined ? address : `::ffff:${tail}`, 'ipv6');
}

/** False for what is no address and no block. */
function addBlock(list: BlockList, entry: string): boolean {
  const [address = '', bits] = entry.trim().split('/', 2);
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const most = version === 4 ? 32 : 128;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most))
    throw new RangeError(`${entry} is not a block of addresses`);
  list.addSubnet(address, bits === undefined ? most : Number(bits), family);
  return true;
}

function hostName(entry: string): string {
  const name = entry.trim().toLowerCase().replace(/\.$/, '');
  if (!/^(?=.*[a-z])[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/.test(name))
    throw new RangeError(`${JSON.stringify(entry)} is no address, block of addresses or host name`);
  return name;
}

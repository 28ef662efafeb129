import type { JsonValue } from '@sluice/objects';
import { BlockList, isIP, isIPv4 } from 'node:net';
import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import { addressCauses } from './text.ts';

const blockRule = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

interface Block {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** An address, and one that leads somewhere from another machine. */
export function plainAddressCauses(value: string, path: string): readonly Cause[] {
  const causes = addressCauses(value, path);
  if (causes.length > 0) return causes;
  const family = familyOf(value);
  return special
    .filter(({ addresses }) => addresses.check(value, family))
    .map(({ detail }) => invalidValue(path, value, detail));
}

export function blockCauses(value: JsonValue | undefined, path: string): readonly Cause[] {
  return parseBlock(value) === undefined ? [invalidValue(path, value, blockRule)] : [];
}

/** The second lies within the first and is smaller. Both must be sound. */
export function isSmallerPart(whole: string, part: string): boolean {
  const [outer, inner] = [parseBlock(whole), parseBlock(part)];
  if (outer === undefined || inner === undefined || inner.bits <= outer.bits) return false;
  return addressesOf(outer).check(inner.address, inner.family);
}

function parseBlock(value: JsonValue | undefined): Block | undefined {
  if (typeof value !== 'string' || !/^[^/]+\/\d{1,3}$/.test(value)) return undefined;
  const [address = '', bits = ''] = value.split('/');
  if (isIP(address) === 0) return undefined;
  const family = familyOf(address);
  return Number(bits) <= (family === 'ipv4' ? 32 : 128) ? { address, bits: Number(bits), family } : undefined;
}

function familyOf(address: string): Block['family'] {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}

function addressesOf(...blocks: readonly Block[]): BlockList {
  const list = new BlockList();
  for (const { address, bits, family } of blocks) list.addSubnet(address, bits, family);
  return list;
}

function listed(...texts: readonly string[]): BlockList {
  return addressesOf(...texts.flatMap((text) => parseBlock(text) ?? []));
}

const special: readonly { readonly addresses: BlockList; readonly detail: string }[] = [
  { addresses: listed('0.0.0.0/32', '::/128'), detail: 'may not be unspecified (0.0.0.0)' },
  { addresses: listed('127.0.0.0/8', '::1/128'), detail: 'may not be in the loopback range (127.0.0.0/8, ::1/128)' },
  {
    addresses: listed('169.254.0.0/16', 'fe80::/10'),
    detail: 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  },
  {
    addresses: listed('224.0.0.0/24', 'ff02::/10'),
    detail: 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
  },
];

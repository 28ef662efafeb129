import { BlockList, isIP, isIPv4 } from 'node:net';
import type { Environment } from '@marcbachmann/cel-js';
import { CelError } from './cel-error.ts';

/** An address inside an expression. */
class CelAddress {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get family(): 4 | 6 {
    return isIPv4(this.text) ? 4 : 6;
  }

  toString(): string {
    return this.text;
  }
}

/** A range of addresses inside an expression. */
class CelRange {
  readonly text: string;
  readonly address: CelAddress;
  readonly prefix: number;

  constructor(text: string, address: CelAddress, prefix: number) {
    this.text = text;
    this.address = address;
    this.prefix = prefix;
  }

  contains({ text, family }: CelAddress): boolean {
    if (family !== this.address.family) return false;
    const list = new BlockList();
    const type = family === 4 ? 'ipv4' : 'ipv6';
    list.addSubnet(this.address.text, this.prefix, type);
    return list.check(text, type);
  }

  toString(): string {
    return this.text;
  }
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

function addressOf(text: string): CelAddress {
  if (isAddress(text)) return new CelAddress(text);
  throw new CelError('evaluation', `IP Address '${text}' parse error during conversion from string`);
}

const longestPrefix = { 4: 32, 6: 128 };

function rangeOf(text: string): CelRange | undefined {
  const [address = '', prefix = '', ...rest] = text.split('/');
  if (!isAddress(address) || rest.length > 0 || !/^(?:0|[1-9]\d{0,2})$/.test(prefix)) return undefined;
  const parsed = new CelAddress(address);
  return Number(prefix) > longestPrefix[parsed.family] ? undefined : new CelRange(text, parsed, Number(prefix));
}

function demandedRange(text: string): CelRange {
  const range = rangeOf(text);
  if (range === undefined)
    throw new CelError('evaluation', `network address parse error during conversion from string: ${text}`);
  return range;
}

/** A URL inside an expression. */
class CelUrl {
  readonly url: URL;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.url = new URL(text, 'none://none');
  }

  get isRelative(): boolean {
    return this.text.startsWith('/');
  }
}

/** An absolute URL, or an absolute path. */
function isUrl(text: string): boolean {
  if (/\s/.test(text)) return false;
  return text.startsWith('/') || (/^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text));
}

function urlOf(text: string): CelUrl {
  if (!isUrl(text)) throw new CelError('evaluation', `URL parse error during conversion from string: ${text}`);
  return new CelUrl(text);
}

/** Addresses, ranges of addresses and URLs, as Kubernetes adds them to CEL. */
export function addNetwork(environment: Environment): void {
  addAddresses(environment);
  addUrls(environment);
}

function addAddresses(environment: Environment): void {
  environment
    .registerType('IP', CelAddress)
    .registerType('CIDR', CelRange)
    .registerFunction('isIP(string): bool', isAddress)
    .registerFunction('ip(string): IP', addressOf)
    .registerFunction('IP.family(): int', (address: CelAddress) => BigInt(address.family))
    .registerFunction('IP.isLoopback(): bool', ({ text }: CelAddress) => text.startsWith('127.') || text === '::1')
    .registerFunction('isCIDR(string): bool', (text: string) => rangeOf(text) !== undefined)
    .registerFunction('cidr(string): CIDR', demandedRange)
    .registerFunction('CIDR.containsIP(string): bool', (range: CelRange, text: string) =>
      range.contains(addressOf(text)),
    )
    .registerFunction('CIDR.containsIP(IP): bool', (range: CelRange, address: CelAddress) => range.contains(address))
    .registerFunction('CIDR.containsCIDR(string): bool', (range: CelRange, text: string) => {
      const inner = demandedRange(text);
      return inner.prefix >= range.prefix && range.contains(inner.address);
    })
    .registerFunction('CIDR.ip(): IP', ({ address }: CelRange) => address)
    .registerFunction('CIDR.prefixLength(): int', ({ prefix }: CelRange) => BigInt(prefix));
}

function addUrls(environment: Environment): void {
  const part = (read: (url: URL) => string): ((url: CelUrl) => string) => {
    return ({ url, isRelative }) => (isRelative ? '' : read(url));
  };
  environment
    .registerType('URL', CelUrl)
    .registerFunction('isURL(string): bool', isUrl)
    .registerFunction('url(string): URL', urlOf)
    .registerFunction(
      'URL.getScheme(): string',
      part(({ protocol }) => protocol.slice(0, -1)),
    )
    .registerFunction(
      'URL.getHost(): string',
      part(({ host }) => host),
    )
    .registerFunction(
      'URL.getHostname(): string',
      part(({ hostname }) => hostname),
    )
    .registerFunction(
      'URL.getPort(): string',
      part(({ port }) => port),
    )
    .registerFunction('URL.getEscapedPath(): string', ({ url }: CelUrl) => url.pathname);
}

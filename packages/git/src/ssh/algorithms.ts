/** Lists that a program may be told to use instead of the usual ones. */
export interface SshAlgorithms {
  readonly kex?: readonly string[] | undefined;
  readonly hostKey?: readonly string[] | undefined;
}

/**
 * What is offered. No SHA-1, no CBC. chacha20-poly1305 is left out: with servers that do not know strict key exchange,
 * the Terrapin attack (CVE-2023-48795) works on it; AES-GCM, which comes first, is out of its reach.
 */
export const ciphers: readonly string[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
];

export const macs: readonly string[] = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
];

const usualKex: readonly string[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group16-sha512',
];

/** Key exchanges that can be asked for. */
export const knownKex: readonly string[] = [
  ...usualKex,
  'diffie-hellman-group15-sha512',
  'diffie-hellman-group17-sha512',
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group-exchange-sha256',
];

/** Signatures by which a server can prove its host key. */
export const knownHostKeyAlgorithms: readonly string[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

export function kexOf({ kex = [] }: SshAlgorithms): readonly string[] {
  return kex.length > 0 ? kex : usualKex;
}

/**
 * Host key algorithms in the order of preference: those of the keys that are known of the host first, then the others, so
 * that a server whose key changed shows it and the error can name it. A list that was given stands as it is.
 */
export function hostKeyAlgorithmsOf({ hostKey = [] }: SshAlgorithms, types: readonly string[]): readonly string[] {
  if (hostKey.length > 0) return hostKey;
  const known = types.flatMap(algorithmsOfType).filter((name) => knownHostKeyAlgorithms.includes(name));
  return [...new Set([...known, ...knownHostKeyAlgorithms])];
}

function algorithmsOfType(type: string): readonly string[] {
  return type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type];
}

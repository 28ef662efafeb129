/** The systems that SOPS wraps data keys with, by the name of their list in the metadata. */
export type KeyType = 'age' | 'pgp' | 'kms' | 'gcp_kms' | 'azure_kv' | 'hc_vault' | 'hckms';

/** The data key of a file, encrypted for one recipient. */
export interface WrappedKey {
  readonly type: KeyType;
  /** Who can open it: an age recipient, a fingerprint, the address of a key. */
  readonly recipient: string;
  /** As it stands in the metadata. */
  readonly encrypted: string;
}

/** Opens data keys: where private keys, or the services that hold them, are plugged in. */
export interface KeySource {
  /** The types that this source opens; files that have recipients of other types only are refused by name. */
  readonly types: ReadonlySet<KeyType>;
  /** The recipients that this source can open keys of, for messages. Empty means that no key was given. */
  readonly recipients: readonly string[];
  /** The data key, or `undefined` when it is for somebody else. */
  unwrap(key: WrappedKey): Promise<Uint8Array | undefined>;
}

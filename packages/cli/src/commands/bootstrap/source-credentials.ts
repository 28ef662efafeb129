/** What a new source secret holds. */
export interface NewSecret {
  readonly data: Readonly<Record<string, string>>;
  /** The public half of a key that the git host must be told of: one line, as in authorized_keys. */
  readonly publicKey?: string;
}

/** With what the cluster reads the repository. */
export interface SourceCredentials {
  /** Whether the secret is written anew although it exists: credentials were given that may differ. */
  readonly replacesExisting: boolean;
  generate(): Promise<NewSecret>;
  /** Gives a public key access to the repository. Safe to repeat. */
  grantAccess?(publicKey: string): Promise<void>;
}

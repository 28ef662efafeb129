/** What a source secret holds, as texts by key. */
export type SecretTexts = Readonly<Record<string, string>>;

/** What a new source secret holds. */
export interface NewSecret {
  readonly data: SecretTexts;
  /** The public half of a key that the git host must be told of: one line, as in authorized_keys. */
  readonly publicKey?: string;
}

/** With what the cluster reads the repository. */
export interface SourceCredentials {
  /** Whether an existing secret stays as it is: nothing was given that may differ from it. */
  keeps(existing: SecretTexts): boolean;
  /** Looks whether a new secret can be made, before anything is changed. */
  prepare?(): Promise<void>;
  generate(): Promise<NewSecret>;
  /** Gives a public key access to the repository. Safe to repeat; `isNew` where this run has generated the secret. */
  grantAccess?(publicKey: string, isNew: boolean): Promise<void>;
}

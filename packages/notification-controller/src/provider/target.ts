import type { ProviderType } from '@sluice/api';
import type { AddressPolicy, TlsOptions } from '@sluice/net';

/** A Provider with its Secrets read: everything that a message needs to be sent. */
export interface Target {
  readonly type: ProviderType;
  readonly uid: string;
  readonly address: string;
  readonly channel: string;
  readonly username: string;
  readonly timeoutMs: number;
  /** `token` of the Secret. */
  readonly token: string;
  /** `username` and `password` of the Secret, both or neither. */
  readonly basic: { readonly username: string; readonly password: string } | undefined;
  /** `headers` of the Secret. */
  readonly headers: ReadonlyMap<string, string>;
  /** `from` of the Secret. */
  readonly from: string;
  readonly tls: TlsOptions | undefined;
  /** Which addresses may be reached; all where undefined. */
  readonly addresses: AddressPolicy | undefined;
  /** `spec.commitStatusExpr`. */
  readonly commitStatusExpr: string | undefined;
  /** The Provider as it is stored, for expressions. */
  readonly provider: unknown;
  /** The text without any of the Secret's values, and without what is secret in the address. */
  readonly mask: (text: string) => string;
  /** Told what the service answered, well or not; the text may hold secrets. */
  readonly heard?: (status: number, text: string) => void;
}

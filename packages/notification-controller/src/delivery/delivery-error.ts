/** What a failed delivery asks for. */
export type Remedy =
  /** The service cannot take anything now: its queue waits. */
  | 'retry-provider'
  /** This one message cannot be taken now: others go on. */
  | 'retry-message'
  /** It will never be taken. */
  | 'give-up';

/** A message that was not delivered. The text is for users and holds no secret. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly remedy: Remedy;
  /** The header `Retry-After` of the service, as it came. */
  readonly retryAfter: string | undefined;

  constructor(
    message: string,
    remedy: Remedy,
    options: { readonly cause?: unknown; readonly retryAfter?: string | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.remedy = remedy;
    this.retryAfter = options.retryAfter;
  }
}

/**
 * Why an artifact is refused.
 *
 * - `NotFound`: the server does not have it (404): its URL is out of date, ask the source again
 * - `Unreachable`: no answer, or one that is an error
 * - `DigestMismatch`: the bytes are not those of the digest
 * - `Malformed`: not a gzip'd tar, or one with entries that have no place in an artifact
 * - `LimitExceeded`: larger than allowed, packed or unpacked
 */
export type ArtifactErrorCode = 'NotFound' | 'Unreachable' | 'DigestMismatch' | 'Malformed' | 'LimitExceeded';

/** An artifact that cannot be used: one line for a user. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError';
  readonly code: ArtifactErrorCode;

  constructor(code: ArtifactErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

import { request, RequestError, redactUrl } from '@sluice/net';

import { matchesDigest } from './digest.ts';
import { ArtifactError } from './errors.ts';

export interface FetchArtifactRequest {
  readonly url: string;
  /** `<algorithm>:<hex>`, as the source's status has it. */
  readonly digest: string;
  /** Limit of the packed bytes. Default 512 MiB. */
  readonly maxBytes?: number;
  /** Default 60 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads an artifact and verifies its digest; bytes that do not match never leave here. Redirects and encodings are
 * refused. Throws `ArtifactError`, or the signal's reason.
 */
export async function fetchArtifact({
  url,
  digest,
  maxBytes = 512 * 1024 * 1024,
  timeoutMs = 60_000,
  signal,
}: FetchArtifactRequest): Promise<Uint8Array> {
  const response = await send({ url, maxBytes, timeoutMs, signal });
  if (response.status === 404) throw new ArtifactError('NotFound', `artifact not found at ${redactUrl(url)}`);
  if (response.status !== 200)
    throw new ArtifactError(
      'Unreachable',
      `the server answered ${String(response.status)} for the artifact at ${redactUrl(url)}`,
    );
  if (!matchesDigest(response.body, digest)) {
    throw new ArtifactError('DigestMismatch', `the artifact at ${redactUrl(url)} does not have the digest ${digest}`);
  }
  return response.body;
}

async function send(options: Parameters<typeof request>[0]): ReturnType<typeof request> {
  try {
    return await request(options);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw new ArtifactError('Unreachable', `failed to download the artifact: ${error.message}`, error);
  }
}

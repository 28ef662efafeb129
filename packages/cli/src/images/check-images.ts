import { request, RequestError, type Response } from '@sluice/net';
import { UserError } from '../user-error.ts';
import { type ImageReference, parseImage } from './image-reference.ts';
import { logIn, type RegistryCredentials } from './registry-login.ts';

export interface CheckImagesOptions {
  readonly credentials?: RegistryCredentials | undefined;
  readonly signal: AbortSignal;
}

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/**
 * Asks the registries whether the images can be pulled, without pulling them. Throws `UserError` that names the first
 * that cannot, and why. Talks TLS, and plain HTTP to this machine alone.
 */
export async function checkImages(images: readonly string[], options: CheckImagesOptions): Promise<void> {
  const references = images.map(parseImage);
  for (const image of references) {
    const { status } = await askFor(image, options);
    if (status !== 200) throw refusal(image, status, options.credentials !== undefined);
  }
}

async function askFor(image: ImageReference, { credentials, signal }: CheckImagesOptions): Promise<Response> {
  const { origin, repository, reference } = image;
  const url = `${origin}/v2/${repository}/manifests/${reference}`;
  const ask = (authorization?: string): Promise<Response> => {
    const headers = { accept: manifestTypes.join(', '), ...(authorization === undefined ? {} : { authorization }) };
    const limits = { timeoutMs: 20_000, maxBytes: 4 * 1024 * 1024 };
    return request({ url, method: 'HEAD', headers, signal, redirects: 'same-origin', ...limits });
  };
  try {
    const first = await ask();
    const challenge = first.headers.get('www-authenticate');
    if (first.status !== 401 || challenge === undefined) return first;
    const authorization = await logIn(challenge, { credentials, signal, scope: `repository:${repository}:pull` });
    return authorization === undefined ? first : await ask(authorization);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw new UserError(`image ${image.text} cannot be pulled: ${error.message}`, {
      hint: `is ${image.host} the registry (--registry), and can this machine reach it? ${loadedHint}`,
      cause: error,
    });
  }
}

const loadedHint = '--skip-image-check is for images that are on the nodes already.';

function refusal({ text, host }: ImageReference, status: number, hasCredentials: boolean): UserError {
  if (status === 404)
    return new UserError(`image ${text} does not exist`, { hint: `build and push it: docs/install.md. ${loadedHint}` });
  if (status === 401 || status === 403) {
    const hint = hasCredentials
      ? 'are --registry-creds right, and may that user read the repository?'
      : `${host} may want --registry-creds USER:PASSWORD with --image-pull-secret NAME; some answer so for what does not exist`;
    return new UserError(`image ${text} cannot be pulled: access is denied`, { hint });
  }
  return new UserError(`image ${text} cannot be pulled: ${host} answers with status ${String(status)}`);
}

import { UserError } from '../user-error.ts';

/** An image, taken apart as a registry's API wants it. */
export interface ImageReference {
  /** As it was given. */
  readonly text: string;
  /** `https://registry.example` */
  readonly origin: string;
  /** The name under which credentials for the registry are kept: `registry.example:5000`. */
  readonly host: string;
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
}

const name = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

/** Reads `[HOST/]REPOSITORY[:TAG|@DIGEST]` as container runtimes do: without a host it is Docker Hub's. Throws `UserError`. */
export function parseImage(text: string): ImageReference {
  const [whole = '', digest] = text.split('@', 2);
  const colon = whole.indexOf(':', whole.lastIndexOf('/') + 1);
  const [path, tag] = colon === -1 ? [whole, 'latest'] : [whole.slice(0, colon), whole.slice(colon + 1)];
  const { host, repository } = splitHost(path);
  const reference = digest ?? tag;
  if (!name.test(repository) || !/^[\w][\w.:-]{0,255}$/.test(reference) || !URL.canParse(`https://${host}`)) {
    throw new UserError(`${JSON.stringify(text)} is not the name of an image`, {
      hint: 'HOST/REPOSITORY:TAG is expected, in lower case',
    });
  }
  return { text, origin: originOf(host), host, repository, reference };
}

function splitHost(path: string): { readonly host: string; readonly repository: string } {
  const slash = path.indexOf('/');
  const first = slash === -1 ? '' : path.slice(0, slash);
  if (/[.:]/.test(first) || first === 'localhost') return { host: first, repository: path.slice(slash + 1) };
  return { host: 'docker.io', repository: slash === -1 ? `library/${path}` : path };
}

/** Plain HTTP never leaves the machine. */
function originOf(host: string): string {
  if (host === 'docker.io') return 'https://registry-1.docker.io';
  return `${loopback.test(host) ? 'http' : 'https'}://${host}`;
}

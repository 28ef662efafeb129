import { readFile } from 'node:fs/promises';

/** Says who we are. Headers are asked for before each request, so they must come from memory unless they expired. */
export interface Credentials {
  headers(): Promise<Readonly<Record<string, string>>>;
  /** The server answered 401: reads the credentials again. Resolves to whether they changed. */
  refresh(): Promise<boolean>;
}

/** Nobody, or somebody by client certificate. */
export const noCredentials: Credentials = {
  headers: () => Promise.resolve({}),
  refresh: () => Promise.resolve(false),
};

export function bearerToken(token: string): Credentials {
  return fixed(`Bearer ${token}`);
}

export function basicAuth(username: string, password: string): Credentials {
  return fixed(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
}

function fixed(authorization: string): Credentials {
  const headers = { authorization };
  return { headers: () => Promise.resolve(headers), refresh: () => Promise.resolve(false) };
}

/** How long a token read from a file is used before the file is read again. */
const tokenFileTtlMs = 60_000;

/** A token that something else renews in a file, as the kubelet does with service account tokens. */
export class TokenFile implements Credentials {
  readonly #path: string;
  #token: string | undefined;
  #readAt = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    if (this.#token === undefined || performance.now() - this.#readAt > tokenFileTtlMs) await this.#read();
    return { authorization: `Bearer ${this.#token ?? ''}` };
  }

  async refresh(): Promise<boolean> {
    const before = this.#token;
    await this.#read();
    return this.#token !== before;
  }

  async #read(): Promise<void> {
    try {
      this.#token = (await readFile(this.#path, 'utf8')).trim();
      this.#readAt = performance.now();
    } catch (cause) {
      // While the file is being replaced, the token at hand is better than none.
      if (this.#token === undefined) throw new Error(`cannot read the token file ${this.#path}`, { cause });
    }
  }
}

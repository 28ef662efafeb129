export interface GitServerOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** The path at which the repository is found. Default: `/repository.git`. */
  readonly path?: string;
  /** Basic or bearer credentials that each request must carry; none by default. */
  readonly authorization?: string;
  /** Told of each request, after it was answered. */
  readonly onRequest?: (request: GitServerRequest) => void;
}

/** One request, for counting: `refs` is the advertisement, `fetch` sends a pack. */
export interface GitServerRequest {
  readonly kind: 'refs' | 'fetch' | 'other';
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly status: number;
  /** Commits that a fetch wanted. */
  readonly wants: readonly string[];
}

/** A running server. `close` ends it and its connections. */
export interface GitServer {
  /** Where the repository is: `http://127.0.0.1:PORT/repository.git`. */
  readonly url: string;
  close(): Promise<void>;
}

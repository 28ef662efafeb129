import type { IncomingHttpHeaders } from 'node:http';
import type { User } from '../registry/user.ts';
import type { RequestInfo } from './request-info.ts';

/** A request whose sender is known. */
export interface ApiRequest {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  readonly info: RequestInfo;
  readonly user: User;
  /** Refuses those who may patch but not create; asked when a patch would create. */
  readonly demandCreate?: () => void;
  /** Collects what the answer's `Warning` headers will say. */
  readonly warnings: string[];
}

import type { User } from '../registry/user.ts';

/** What somebody wants to do. */
export interface Attributes {
  readonly user: User;
  readonly verb: string;
  readonly isResource: boolean;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Of requests that are not about objects. */
  readonly path: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** Which rule allows it. */
  readonly reason: string;
}

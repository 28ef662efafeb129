import type * as Ssh2 from 'ssh2';

let loading: Promise<typeof Ssh2> | undefined;

/** The library, loaded when the first connection needs it: programs that speak no ssh start without it. */
export function loadSsh2(): Promise<typeof Ssh2> {
  // It is CommonJS: in a bundle its names stand in `default` only.
  loading ??= import('ssh2').then((module) => (module as unknown as { readonly default: typeof Ssh2 }).default);
  return loading;
}

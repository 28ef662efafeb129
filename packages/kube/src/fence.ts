/** A write was tried while this process must not write. Nothing was sent. */
export class FenceClosedError extends Error {
  override readonly name = 'FenceClosedError';

  constructor(reason: string) {
    super(`not writing: ${reason}`);
  }
}

/** Asked before each write. The leader election opens it while it holds the lease, by its own monotonic clock. */
export interface WriteFence {
  /** Throws `FenceClosedError` unless this process may write now. */
  assert(): void;
}

/** A fence that is always open: for programs without leader election. */
export function openFence(): WriteFence {
  return { assert: () => undefined };
}

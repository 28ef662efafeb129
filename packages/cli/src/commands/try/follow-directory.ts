import type { DirectoryRepository } from '@sluice/git';
import { watch } from 'node:fs';

/** Editors write a file in several steps; they belong together. */
const pauseMs = 150;

/**
 * Calls `changed` whenever what the repository serves has changed, until the signal aborts. Changes that come while it
 * runs are seen afterwards.
 */
export async function followDirectory(
  repository: DirectoryRepository,
  directory: string,
  signal: AbortSignal,
  changed: () => Promise<void>,
): Promise<void> {
  const watcher = watch(directory, { recursive: true, signal });
  let wake: (() => void) | undefined;
  let isDirty = false;
  watcher.on('change', () => {
    isDirty = true;
    wake?.();
  });
  // too many files to watch, say: then this directory is not followed, and the sandbox goes on
  watcher.on('error', () => wake?.());
  const next = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (isDirty || signal.aborted) resolve();
    });
  while (!signal.aborted) {
    await next();
    if (signal.aborted) return;
    await quiet(signal);
    isDirty = false;
    if (await repository.refresh()) await changed();
  }
}

function quiet(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pauseMs);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

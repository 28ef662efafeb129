import type { AuditRecord, Sandbox } from '@sluice/sandbox';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { UserError } from '../../user-error.ts';

/** Where every request is written to. */
export interface AuditLog {
  /** Ends the file, with everything in it. */
  close(): Promise<void>;
}

/**
 * Writes every request from now on as a line of JSON: who, what, result. Adds to a file that is there.
 *
 * @throws UserError where the file cannot be written
 */
export async function writeAuditLog(sandbox: Sandbox, path: string): Promise<AuditLog> {
  const file = await open(path, 'a', 0o600).catch((cause: unknown) => {
    throw new UserError(`--audit-log: cannot write ${path}`, { cause, hint: 'name a file that you may write' });
  });
  const stream = createWriteStream(path, { fd: file });
  const stop = sandbox.onRequest((record) => void stream.write(`${lineOf(record)}\n`));
  return {
    close: () => {
      stop();
      return new Promise((resolve) => void stream.end(resolve));
    },
  };
}

function lineOf({ time, ...record }: AuditRecord): string {
  return JSON.stringify({ time: new Date(time).toISOString(), ...record });
}

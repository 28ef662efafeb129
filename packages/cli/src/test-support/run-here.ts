import { PassThrough } from 'node:stream';
import { runProgram } from '../program.ts';

/** Runs one command line in this process, without a terminal; for commands that need no cluster. */
export async function runHere(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const terminal = { out, err, isLive: false, isInteractive: false, columns: 80 };
  const code = await runProgram(args, terminal, new AbortController().signal);
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

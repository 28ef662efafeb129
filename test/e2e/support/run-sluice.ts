import { Readable, Writable } from 'node:stream';
import { runProgram } from '@sluice/cli';

/** What one command line printed, and its exit code. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const deadlineMs = 15_000;

export interface RunOptions {
  /** Its Ctrl-C. Default a deadline. */
  readonly interrupted?: AbortSignal;
  /** What is piped in. */
  readonly piped?: string;
  /** The keyboard, when a person is there. */
  readonly input?: Readable;
  /** Hears what it prints on stderr, when it prints it. */
  readonly onErr?: (text: string) => void;
  /** The same for stdout. */
  readonly onOut?: (text: string) => void;
}

/** Runs one command line of `sluice` in this process, without a terminal. */
export async function runSluice(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const { interrupted = AbortSignal.timeout(deadlineMs), input: keyboard, onErr, onOut, piped } = options;
  const [out, err] = [sink(onOut), sink(onErr)];
  const input = { input: keyboard, ...(piped === undefined ? {} : { piped: Readable.from([piped]) }) };
  const terminal = { out: out.stream, err: err.stream, ...input, isLive: false, isInteractive: false, columns: 120 };
  const code = await runProgram(args, terminal, interrupted);
  return { code, out: out.text(), err: err.text() };
}

function sink(listener?: (text: string) => void): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      listener?.(chunk.toString());
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

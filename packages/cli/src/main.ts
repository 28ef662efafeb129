import { runProgram } from './program.ts';
import { openTerminal } from './terminal/terminal.ts';

const interruption = new AbortController();
let interruptions = 0;
let isReaderGone = false;

/** The first Ctrl-C ends the command in order; the second ends the process. */
function interrupt(): void {
  interruptions += 1;
  if (interruptions > 1) process.exit(130);
  interruption.abort(new Error('interrupted'));
}

/** A reader that has seen enough (head, less) is no failure: the command ends in order, and leaves nothing behind. */
function stopWriting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') process.exit(1);
  isReaderGone = true;
  interruption.abort(new Error('nobody reads'));
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.stdout.on('error', stopWriting);
process.stderr.on('error', stopWriting);

const code = await runProgram(process.argv.slice(2), openTerminal(process), interruption.signal);
// connections that are kept alive must not keep a finished command waiting
process.exit(isReaderGone ? 0 : code);

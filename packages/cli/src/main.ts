import { runProgram } from './program.ts';
import { openTerminal } from './terminal/terminal.ts';

const interruption = new AbortController();
let interruptions = 0;

/** The first Ctrl-C ends the command in order; the second ends the process. */
function interrupt(): void {
  interruptions += 1;
  if (interruptions > 1) process.exit(130);
  interruption.abort(new Error('interrupted'));
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// a reader that has seen enough (head, less) is no failure
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runProgram(process.argv.slice(2), openTerminal(process), interruption.signal);
// connections that are kept alive must not keep a finished command waiting
process.exit();

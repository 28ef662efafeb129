import type { KubeClient } from '@sluice/kube';
import { connect } from '../connection/connect.ts';
import type { GlobalOptions } from '../connection/global-options.ts';
import { openProgress, type Progress, type Terminal } from '../terminal/terminal.ts';

/** What a command is given beside its own arguments. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly options: GlobalOptions;
  /** Aborts on Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Aborts on Ctrl-C and when `--timeout` has passed. */
  readonly deadline: AbortSignal;
  /** Gives what comes from now on its whole time: after a person was asked, who may take longer than any machine. */
  restartDeadline(): void;
  /** Connects on the first call. */
  client(): Promise<KubeClient>;
}

export function openCommandContext(
  terminal: Terminal,
  options: GlobalOptions,
  interrupted: AbortSignal,
): CommandContext {
  const start = (): AbortSignal => AbortSignal.any([interrupted, AbortSignal.timeout(options.timeout)]);
  let deadline = start();
  let client: Promise<KubeClient> | undefined;
  return {
    terminal,
    progress: openProgress(terminal),
    options,
    interrupted,
    get deadline() {
      return deadline;
    },
    restartDeadline: () => {
      deadline = start();
    },
    client: () => (client ??= connect(options)),
  };
}

/** Where the log of controllers in this process goes: nowhere, or with `--verbose` to stderr. */
export function logOf({ options, terminal }: CommandContext): { readonly log?: (line: string) => void } {
  return options.verbose === true ? { log: (line) => terminal.err.write(line) } : {};
}

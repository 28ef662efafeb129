import { Command, CommanderError } from 'commander';
import { registerKustomize } from './commands/kustomize/register.ts';
import { registerBuild } from './commands/build/register.ts';
import { registerGate } from './commands/gate/register.ts';
import { registerEvents } from './commands/events/register.ts';
import { registerExport } from './commands/export/register.ts';
import { registerGet } from './commands/get/register.ts';
import { registerTree } from './commands/tree/register.ts';
import { registerReconcile } from './commands/reconcile/register.ts';
import { registerCreate } from './commands/create/register.ts';
import { runCommandWith } from './commands/run-command.ts';
import { registerNotify } from './commands/notify/register.ts';
import { registerSandbox } from './commands/sandbox/register.ts';
import { registerStatus } from './commands/status/register.ts';
import { registerSuspend } from './commands/suspend/register.ts';
import { registerDelete } from './commands/delete/register.ts';
import { registerTour } from './commands/tour/register.ts';
import { registerTry } from './commands/try/register.ts';
import { registerBootstrap } from './commands/bootstrap/register.ts';
import { registerInstall } from './commands/install/register.ts';
import { registerUninstall } from './commands/uninstall/register.ts';
import { registerCheck } from './commands/check/register.ts';
import { registerLogs } from './commands/logs/register.ts';
import { registerVersion } from './commands/version/register.ts';
import { registerCompletion } from './commands/completion/register.ts';
import { arrangeHelp } from './arrange-help.ts';
import { addGlobalOptions } from './connection/global-options.ts';
import { explain } from './explain-error.ts';
import { describeOption } from './terminal/describe-option.ts';
import { openProgress, type Terminal } from './terminal/terminal.ts';
import { QuietFailure } from './user-error.ts';
import { version } from './version.ts';

/** Exit codes: what a shell is told. */
export const exitCodes = { success: 0, failure: 1, interrupted: 130 } as const;

/**
 * Runs one command line and gives its exit code; never throws and never exits. `interrupted` aborts on Ctrl-C.
 */
export async function runProgram(
  args: readonly string[],
  terminal: Terminal,
  interrupted: AbortSignal,
): Promise<number> {
  const program = createProgram(
    terminal,
    interrupted,
    args.every((arg) => arg.startsWith('-')),
  );
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (interrupted.aborted) return exitCodes.interrupted;
    if (!(error instanceof QuietFailure))
      report(terminal, error, program.opts<{ verbose?: boolean }>().verbose === true);
    return exitCodes.failure;
  }
}

/** The whole command tree. Commands load their code when they run, so that `--help` stays quick. */
function createProgram(terminal: Terminal, interrupted: AbortSignal, isAlone: boolean): Command {
  const program = new Command('sluice')
    .description('Keeps Kubernetes clusters converged to git.')
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, '✗ ')),
    })
    .configureHelp({ optionDescription: describeOption, showGlobalOptions: true })
    .showSuggestionAfterError()
    .enablePositionalOptions(false)
    .exitOverride();
  // `--version` after a command is the command's: `install --version v0.1.0`
  if (isAlone) program.version(`sluice ${version}`, '--version', 'prints the version of this program');
  addGlobalOptions(program);
  const run = runCommandWith(terminal, interrupted);
  for (const register of [
    registerTour,
    registerTry,
    registerSandbox,
    registerStatus,
    registerGet,
    registerTree,
    registerReconcile,
    registerCreate,
    registerSuspend,
    registerDelete,
    registerNotify,
    registerGate,
    registerInstall,
    registerUninstall,
    registerCheck,
    registerLogs,
    registerEvents,
    registerExport,
    registerBuild,
    registerKustomize,
    registerBootstrap,
    registerVersion,
    registerCompletion,
  ]) {
    register(program, run);
  }
  arrangeHelp(program);
  program.addHelpText('after', '\nTo begin:  sluice tour   |   sluice try PATH   |   sluice COMMAND --help');
  overrideExit(program);
  return program;
}

/** commander does not hand `exitOverride` and outputs down to commands that were made before. */
function overrideExit(command: Command): void {
  command.copyInheritedSettings(command.parent ?? command).exitOverride();
  command.showHelpAfterError(`  what there is: ${nameOf(command)} --help`);
  command.commands.forEach(overrideExit);
}

/** `sluice get` */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function report(terminal: Terminal, error: unknown, verbose: boolean): void {
  const { message, hint } = explain(error);
  openProgress(terminal).failure(message);
  if (hint !== undefined) terminal.err.write(`  ${hint}\n`);
  if (verbose && error instanceof Error) terminal.err.write(`${error.stack ?? ''}\n`);
}

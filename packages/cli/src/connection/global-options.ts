import { parseDuration } from '@sluice/objects';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { UserError } from '../user-error.ts';

/** Flags that every command takes. */
export interface GlobalOptions {
  readonly namespace: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly as?: string;
  readonly timeout: number;
  readonly verbose?: boolean;
}

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

export function addGlobalOptions(command: Command): Command {
  return command
    .option('-n, --namespace <namespace>', 'namespace of the objects', readNamespace, defaultNamespace())
    .option('--kubeconfig <file>', 'kubeconfig file (default: KUBECONFIG, then ~/.kube/config)')
    .option('--context <name>', 'context of the kubeconfig')
    .option('--as <user>', 'user to act as')
    .addOption(
      new Option('--timeout <duration>', 'how long a command may take').argParser(readDuration).default(300_000, '5m'),
    )
    .option('--verbose', 'prints more: the cause of a failure, the log of controllers in this process');
}

function defaultNamespace(): string {
  const fromEnvironment = process.env['FLUX_SYSTEM_NAMESPACE'];
  return fromEnvironment !== undefined && dnsLabel.test(fromEnvironment) ? fromEnvironment : 'flux-system';
}

function readNamespace(text: string): string {
  if (!dnsLabel.test(text)) throw new UserError(`namespace must be a valid DNS label: ${JSON.stringify(text)}`);
  return text;
}

/** Reads a Go duration of a flag, in milliseconds. */
export function readDuration(text: string): number {
  try {
    return parseDuration(text);
  } catch {
    throw new InvalidArgumentError('it must be a duration such as 30s or 5m.');
  }
}

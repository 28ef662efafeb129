import type { Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import { readPort } from '../try/register.ts';
import type { SandboxOptions } from './sandbox.ts';

/** `sluice sandbox` */
export function registerSandbox(program: Command, run: RunCommand): void {
  program
    .command('sandbox')
    .description('runs a Kubernetes API server in memory until Ctrl-C, for kubectl, scripts and controllers')
    .option('--port <port>', 'port on 127.0.0.1 (default: a free one)', readPort, 0)
    .option('--write-kubeconfig <file>', 'where the kubeconfig goes (default: a temporary file)')
    .option('--no-workloads', 'does not simulate workloads and controllers, like a bare API server')
    .option('--no-crds', 'does not install the custom resource definitions of Sluice')
    .action(
      run(async (context, options: SandboxOptions) => (await import('./sandbox.ts')).runSandbox(context, options)),
    );
}

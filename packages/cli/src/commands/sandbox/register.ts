import type { Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import { readPort } from '../try/register.ts';
import type { SandboxOptions } from './sandbox.ts';

/** `sluice sandbox` */
export function registerSandbox(program: Command, run: RunCommand): void {
  program
    .command('sandbox')
    .description('runs a Kubernetes API server in memory until Ctrl-C, for kubectl, scripts and controllers')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'port to listen on (default: a free one)', readPort, 0)
    .option('--write-kubeconfig <file>', 'where the kubeconfig goes (default: a temporary file)')
    .option('--no-workloads', 'does not simulate workloads and controllers, like a bare API server')
    .option('--audit-log <file>', 'adds every request to this file, as lines of JSON')
    .option('--tls-cert-file <file>', 'certificate to serve with (default: made for this run)')
    .option('--tls-private-key-file <file>', 'its key')
    .option('--client-ca-file <file>', 'authority whose client certificates are believed')
    .option('--token-auth-file <file>', 'more tokens: lines of token,user,uid,"group1,group2"')
    .option('--service-account-issuer <url>', 'issuer of the tokens of service accounts')
    .option('--service-account-signing-key-file <file>', 'key that signs them (default: made for this run)')
    .option('--no-crds', 'does not install the custom resource definitions of Sluice')
    .action(
      run(async (context, options: SandboxOptions) => (await import('./sandbox.ts')).runSandbox(context, options)),
    );
}

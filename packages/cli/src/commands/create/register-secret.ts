import { Option, type Command } from 'commander';
import type { RunCommand } from '../run-command.ts';
import { withSshKeyFlags } from '../../git-access/ssh-key-flags.ts';
import { withCreateOptions } from './create-flags.ts';
import type { CreateSecretGitOptions } from './create-secret-git.ts';
import type { CreateSecretReceiverOptions } from './create-secret-receiver.ts';

/** `sluice create secret …` */
export function registerCreateSecret(create: Command, run: RunCommand): void {
  const secret = create.command('secret').description('Secrets with credentials');
  withCreateOptions(secret.command('receiver <name>'))
    .description('creates or updates the Secret of a Receiver of the same name')
    .requiredOption('--type <type>', 'type of the Receiver: github, gitlab, generic, …')
    .requiredOption('--hostname <host>', 'host under which the webhook is reached from outside')
    .addOption(new Option('--token <token>', 'the token (default: 32 random bytes)').env('SLUICE_RECEIVER_TOKEN'))
    .option('--email-claim <email>', 'gcr: the service account that pushes')
    .option('--audience-claim <audience>', 'gcr: audience of its tokens (default: the URL of the webhook)')
    .action(
      run(async (context, name: string, options: CreateSecretReceiverOptions) =>
        (await import('./create-secret-receiver.ts')).createSecretReceiver(context, name, options),
      ),
    );
  withSshKeyFlags(withCreateOptions(secret.command('git <name>')))
    .description('creates or updates the Secret with which a GitRepository is read')
    .requiredOption('--url <url>', 'address of the repository: https or ssh; its host keys are asked for')
    .option('-u, --username <name>', 'https: basic authentication')
    .addOption(
      new Option('-p, --password <password>', 'https: basic authentication; ssh: passphrase of the key').env(
        'SLUICE_GIT_PASSWORD',
      ),
    )
    .addOption(new Option('--bearer-token <token>', 'https: a token instead').env('SLUICE_GIT_BEARER_TOKEN'))
    .option('--ca-crt-file <file>', 'https: certificate of the CA of the server, PEM')
    .addOption(new Option('--ca-file <file>', 'the older name of --ca-crt-file').hideHelp())
    .action(
      run(async (context, name: string, options: CreateSecretGitOptions) =>
        (await import('./create-secret-git.ts')).createSecretGit(context, name, options),
      ),
    );
}

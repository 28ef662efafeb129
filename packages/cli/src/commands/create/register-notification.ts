import { Option, type Command } from 'commander';
import { readDuration } from '../../connection/global-options.ts';
import type { RunCommand } from '../run-command.ts';
import type { CreateAlertProviderOptions } from './create-alert-provider.ts';
import type { CreateAlertOptions } from './create-alert.ts';
import { collect, withCreateOptions } from './create-flags.ts';
import type { CreateReceiverOptions } from './create-receiver.ts';

/** `sluice create alert`, `alert-provider` and `receiver`. */
export function registerCreateNotification(create: Command, run: RunCommand): void {
  withCreateOptions(create.command('alert <name>'))
    .description('creates or updates an Alert')
    .requiredOption('--provider-ref <name>', 'the Provider that sends, in the same namespace')
    .addOption(
      new Option('--event-severity <severity>', 'lowest severity that is sent')
        .choices(['info', 'error'])
        .default('info'),
    )
    .option('--event-source <kind/name>', 'whose events are sent, * for all of a kind; may be repeated', collect, [])
    .action(
      run(async (context, name: string, options: CreateAlertOptions) =>
        (await import('./create-alert.ts')).createAlert(context, name, options),
      ),
    );
  withCreateOptions(create.command('alert-provider <name>'))
    .description('creates or updates a Provider')
    .requiredOption('--type <type>', 'kind of service: slack, email, msteams, discord, github, generic, …')
    .option('--channel <channel>', 'channel of a chat; the recipients of e-mail, with commas between them')
    .option('--username <name>', 'name under which messages are posted')
    .option('--address <address>', 'where messages are sent: https://…, smtps://host:465')
    .option('--secret-ref <name>', 'Secret with the credentials, and the address where that is secret')
    .action(
      run(async (context, name: string, options: CreateAlertProviderOptions) =>
        (await import('./create-alert-provider.ts')).createAlertProvider(context, name, options),
      ),
    );
  withCreateOptions(create.command('receiver <name>'))
    .description('creates or updates a Receiver and prints the path of its webhook')
    .requiredOption('--type <type>', 'who sends: github, gitlab, harbor, generic, generic-hmac, …')
    .requiredOption('--secret-ref <name>', 'Secret with the token: sluice create secret receiver')
    .option('--event <type>', 'type of event that is handled (default: all); may be repeated', collect, [])
    .option('--resource <kind/name>', 'what a request wakes; may be repeated', collect, [])
    .addOption(new Option('--interval <duration>', 'how often the Secret is read again').argParser(readDuration))
    .action(
      run(async (context, name: string, options: CreateReceiverOptions) =>
        (await import('./create-receiver.ts')).createReceiver(context, name, options),
      ),
    );
}

import { Option, type Command } from 'commander';
import { readDuration } from '../../connection/global-options.ts';
import { withSshKeyFlags } from '../../git-access/ssh-key-flags.ts';
import type { RunCommand } from '../run-command.ts';
import { booleanOption, collect, durationOption, withInterval } from './create-flags.ts';
import type { CreateGitOptions } from './create-git.ts';
import type { CreateKustomizationOptions } from './create-kustomization.ts';
import { registerCreateNotification } from './register-notification.ts';
import { registerCreateSecret } from './register-secret.ts';

/** `sluice create …` */
export function registerCreate(program: Command, run: RunCommand): void {
  const create = program.command('create').description('creates or updates an object and waits until it is ready');
  withSshKeyFlags(withInterval(create.command('source').description('sources').command('git <name>')))
    .description('creates or updates a GitRepository')
    .requiredOption('--url <url>', 'address of the repository: http, https or ssh')
    .option('--branch <branch>', 'branch')
    .option('--tag <tag>', 'tag')
    .option('--tag-semver <range>', 'the highest tag of a semver range')
    .option('--ref-name <name>', 'full reference name, such as refs/pull/420/head')
    .option('--commit <commit>', 'commit, looked for on --branch where that is given')
    .option('--secret-ref <name>', 'Secret with the credentials; without it, an ssh URL gets a new key')
    .option('-u, --username <name>', 'https: basic authentication')
    .option('-p, --password <password>', 'https: basic authentication; ssh: passphrase of the key')
    .option('--ca-file <file>', 'https: certificate of the CA of the server, PEM')
    .addOption(booleanOption('-s, --silent [boolean]', 'does not ask whether the deploy key was added'))
    .addOption(new Option('--fetch-timeout <duration>', 'how long a fetch may take').argParser(readDuration))
    .option('--ignore-paths <patterns>', 'what stays out of the artifact, in the format of .gitignore', collect, [])
    .option('--sparse-checkout-paths <paths>', 'directories that the artifact holds; others are left out', collect, [])
    .action(
      run(async (context, name: string, options: CreateGitOptions) =>
        (await import('./create-git.ts')).createGit(context, name, options),
      ),
    );
  withInterval(create.command('kustomization <name>').alias('ks'))
    .description('creates or updates a Kustomization')
    .requiredOption('--source <source>', 'where the files come from: [Kind/]name[.namespace]')
    .option('--path <path>', 'directory in the source', './')
    .addOption(booleanOption('--prune [boolean]', 'deletes what leaves the source'))
    .addOption(booleanOption('--wait [boolean]', 'waits until every object is healthy'))
    .addOption(durationOption('--health-check-timeout <duration>', 'how long --wait may take', 120_000, '2m'))
    .option('--depends-on <[namespace/]name>', 'a Kustomization that must be ready first', collect, [])
    .option('--target-namespace <namespace>', 'namespace of all objects')
    .option('--service-account <name>', 'service account whose rights are used to apply')
    .action(
      run(async (context, name: string, options: CreateKustomizationOptions) =>
        (await import('./create-kustomization.ts')).createKustomization(context, name, options),
      ),
    );
  registerCreateNotification(create, run);
  registerCreateSecret(create, run);
}

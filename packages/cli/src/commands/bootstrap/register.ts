import type { Command } from 'commander';
import { withSshKeyFlags } from '../../git-access/ssh-key-flags.ts';
import { booleanOption, collect, durationOption } from '../create/create-flags.ts';
import { withInstallFlags } from '../install/install-flags.ts';
import type { RunCommand } from '../run-command.ts';
import type { BootstrapGitOptions } from './git/bootstrap-git.ts';
import type { BootstrapGithubOptions } from './github/bootstrap-github.ts';
import { withRefusedFlags } from './refused-flags.ts';

/** `sluice bootstrap …` */
export function registerBootstrap(program: Command, run: RunCommand): void {
  const bootstrap = program
    .command('bootstrap')
    .description('installs the controllers and lets the cluster follow a git repository');
  withCommonOptions(bootstrap.command('git'))
    .description('bootstraps from any git repository')
    .requiredOption('--url <url>', 'address of the repository: https or ssh')
    .option('-u, --username <name>', 'user at the git server', 'git')
    .option('-p, --password <password>', 'password or token; better GIT_PASSWORD in the environment')
    .addOption(booleanOption('-s, --silent [boolean]', 'does not ask whether the deploy key was added'))
    .addOption(booleanOption('--allow-insecure-http [boolean]', 'accepts an http URL'))
    .addOption(booleanOption('--with-bearer-token [boolean]', 'sends the password as a bearer token'))
    .action(
      run(async (context, options: BootstrapGitOptions) =>
        (await import('./git/bootstrap-git.ts')).bootstrapGit(context, options),
      ),
    );
  withCommonOptions(bootstrap.command('github'))
    .description('bootstraps from a repository on GitHub, which is created where it is missing')
    .requiredOption('--owner <name>', 'user or organisation')
    .requiredOption('--repository <name>', 'name of the repository')
    .addOption(booleanOption('--personal [boolean]', 'the owner is the user of the token, not an organisation'))
    .addOption(booleanOption('--private [boolean]', 'a new repository is private').default(true))
    .option('--team <name[:permission]>', 'team that gets access, with maintain unless told otherwise', collect, [])
    .option('--hostname <host>', 'host of GitHub Enterprise, or its URL', 'github.com')
    .addOption(booleanOption('--read-write-key [boolean]', 'the deploy key may write'))
    .addOption(booleanOption('--reconcile [boolean]', 'brings an existing repository to these settings'))
    .action(
      run(async (context, options: BootstrapGithubOptions) =>
        (await import('./github/bootstrap-github.ts')).bootstrapGithub(context, options),
      ),
    );
}

function withCommonOptions(command: Command): Command {
  return withSshKeyFlags(withInstallFlags(withRefusedFlags(command)))
    .option('--path <path>', 'directory of this cluster in the repository', '')
    .addOption(durationOption('--interval <duration>', 'how often the repository is asked for news', 60_000, '1m'))
    .option('--branch <branch>', 'branch of the repository', 'main')
    .addOption(booleanOption('--sparse-checkout [boolean]', 'accepted: nothing is ever checked out').hideHelp())
    .addOption(booleanOption('--token-auth [boolean]', 'the cluster reads the repository with the token'))
    .option('--secret-name <name>', 'Secret with the credentials for the repository', 'flux-system')
    .option('--ssh-hostname <host>', 'host that the cluster uses for ssh, with a port where it is not 22')
    .option('--ssh-hostkey-algos <names>', 'ssh: algorithms by which the host is asked for its keys', (text) =>
      collect(text, []),
    )
    .option('--ca-file <file>', 'certificate of the CA of the git server, for --token-auth')
    .option('--author-name <name>', 'author of the commits', 'Sluice')
    .option('--author-email <email>', 'email of the author', '')
    .option('--commit-message-appendix <text>', 'added to the commit messages, such as [skip ci]', '')
    .addOption(booleanOption('--force [boolean]', 'overrides an installation of another tool without asking'));
}

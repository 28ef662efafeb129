import { InvalidArgumentError, Option, type Command } from 'commander';
import { readDuration } from '../../connection/global-options.ts';
import type { RunCommand } from '../run-command.ts';
import type { CreateGitOptions } from './create-git.ts';
import type { CreateKustomizationOptions } from './create-kustomization.ts';

/** `sluice create …` */
export function registerCreate(program: Command, run: RunCommand): void {
  const create = program.command('create').description('creates or updates an object and waits until it is ready');
  withCreateOptions(create.command('source').description('sources').command('git <name>'))
    .description('creates or updates a GitRepository')
    .requiredOption('--url <url>', 'address of the repository: http, https or ssh')
    .option('--branch <branch>', 'branch')
    .option('--tag <tag>', 'tag')
    .option('--tag-semver <range>', 'the highest tag of a semver range')
    .option('--ref-name <name>', 'full reference name, such as refs/pull/420/head')
    .option('--commit <commit>', 'commit, looked for on --branch where that is given')
    .option('--secret-ref <name>', 'Secret with the credentials')
    .action(
      run(async (context, name: string, options: CreateGitOptions) =>
        (await import('./create-git.ts')).createGit(context, name, options),
      ),
    );
  withCreateOptions(create.command('kustomization <name>').alias('ks'))
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
}

function withCreateOptions(command: Command): Command {
  return command
    .addOption(durationOption('--interval <duration>', 'how often it is reconciled', 60_000, '1m'))
    .option('--label <key=value>', 'label of the object; may be repeated', collect, [])
    .option('--export', 'only prints the object, as YAML');
}

function durationOption(flags: string, description: string, value: number, text: string): Option {
  return new Option(flags, description).argParser(readDuration).default(value, text);
}

/** `--prune`, and `--prune=true` as upstream's documentation writes it. */
function booleanOption(flags: string, description: string): Option {
  return new Option(flags, description).preset('true').default(false).argParser(readBoolean);
}

function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new InvalidArgumentError('it must be true or false.');
  return text === 'true';
}

/** Values of a flag that may be repeated, and hold several with commas between them. */
function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, ...text.split(',')];
}

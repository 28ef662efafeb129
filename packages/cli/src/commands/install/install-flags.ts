import { type Command, InvalidArgumentError, Option } from 'commander';
import { componentNames } from '../../manifests/component-names.ts';
import { manifestVersion } from '../../manifests/manifest-options.ts';

/** The flags that say what is installed, of `install` and `bootstrap`: upstream's, and two of ours for images. */
export interface InstallFlags {
  readonly version?: string;
  readonly components: readonly string[];
  readonly componentsExtra: readonly string[];
  readonly registry?: string;
  /** `user:password` */
  readonly registryCreds?: string;
  readonly imagePullSecret?: string;
  readonly imageTag?: string;
  readonly skipImageCheck?: boolean;
  readonly watchAllNamespaces: boolean;
  readonly networkPolicy: boolean;
  readonly logLevel: string;
  readonly clusterDomain: string;
  readonly tolerationKeys: readonly string[];
}

/** Adds those flags to a command. */
export function withInstallFlags(command: Command): Command {
  return withImageFlags(withComponentFlags(command))
    .option('-v, --version <version>', `only ${manifestVersion}, the version of this program, can be installed`)
    .option('--image-pull-secret <name>', 'Secret with credentials; made of --registry-creds where those are given')
    .addOption(yesOrNo('--watch-all-namespaces [boolean]', 'watches all namespaces, not only its own'))
    .addOption(yesOrNo('--network-policy [boolean]', 'closes the namespace but for metrics and webhooks'))
    .addOption(
      new Option('--log-level <level>', 'how much the controllers log')
        .choices(['debug', 'info', 'error'])
        .default('info'),
    )
    .option('--cluster-domain <domain>', 'domain of the cluster', readDomain, 'cluster.local')
    .addOption(list('--toleration-keys <keys>', 'taints that the pods tolerate', []));
}

/** The flags that say which controllers. */
export function withComponentFlags(command: Command): Command {
  return command
    .addOption(list('--components <names>', 'controllers', componentNames))
    .addOption(list('--components-extra <names>', 'controllers beside those', []));
}

/** The flags that say where images come from. */
export function withImageFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--registry <registry>', 'where the images are: what stands before /source-controller').env(
        'SLUICE_REGISTRY',
      ),
    )
    .option('--image-tag <tag>', 'tag of the images (default: the version of this program)')
    .option('--registry-creds <user:password>', 'credentials for the registry')
    .option('--skip-image-check', 'does not ask the registry: for images that are on the nodes already');
}

/** `--network-policy`, `--network-policy=false`. */
function yesOrNo(flags: string, description: string): Option {
  return new Option(flags, description)
    .preset('true')
    .default(true)
    .argParser((text) => {
      if (text !== 'true' && text !== 'false') throw new InvalidArgumentError('it must be true or false.');
      return text === 'true';
    });
}

/** Values with commas between them; given again, the values add up. */
function list(flags: string, description: string, value: readonly string[]): Option {
  return new Option(flags, description).default(value, value.join(',')).argParser((text, before) => {
    const items = text.split(',').filter((item) => item !== '');
    return before === value ? items : [...(before as readonly string[]), ...items];
  });
}

function readDomain(text: string): string {
  const domain = text.replace(/\.$/, '');
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(domain))
    throw new InvalidArgumentError('it must be a domain such as cluster.local.');
  return domain;
}

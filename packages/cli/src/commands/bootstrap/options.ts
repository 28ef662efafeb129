import { type SshKeyFlags, sshKeyOptionsOf } from '../../git-access/ssh-key-flags.ts';
import { UserError } from '../../user-error.ts';
import type { InstallFlags } from '../install/install-flags.ts';
import { refuseFlags } from './refused-flags.ts';

/** Flags of `sluice bootstrap`, whatever the git host. */
export interface BootstrapOptions extends InstallFlags, SshKeyFlags {
  readonly branch: string;
  readonly path: string;
  /** Milliseconds. */
  readonly interval: number;
  readonly tokenAuth: boolean;
  readonly secretName: string;
  readonly sshHostname?: string;
  readonly sshHostkeyAlgos?: readonly string[];
  readonly caFile?: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly commitMessageAppendix: string;
  readonly force: boolean;
}

const dnsSubdomain = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Refuses, before anything is read or sent, what cannot work. */
export function checkOptions(options: BootstrapOptions): void {
  refuseFlags(options);
  sshKeyOptionsOf(options);
  for (const [isWrong, message, hint] of problemsOf(options)) {
    if (isWrong) throw new UserError(message, hint === undefined ? {} : { hint });
  }
}

type Problem = readonly [isWrong: boolean, message: string, hint?: string];

function problemsOf(options: BootstrapOptions): readonly Problem[] {
  const components = new Set([...options.components, ...options.componentsExtra]);
  return [
    [!components.has('source-controller'), 'component source-controller is required'],
    [!components.has('kustomize-controller'), 'component kustomize-controller is required'],
    [
      !dnsSubdomain.test(options.secretName),
      `--secret-name ${JSON.stringify(options.secretName)} cannot be the name of a Secret`,
    ],
    [options.branch.trim() === '', '--branch must not be empty'],
  ];
}

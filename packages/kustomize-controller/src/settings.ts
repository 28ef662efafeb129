import type { TakenManager } from '@sluice/apply';
import type { AgeKeyFile } from '@sluice/secrets';

/** What the flags say, read once at start. Durations in milliseconds. */
export interface Settings {
  readonly requeueDependencyMs: number;
  readonly noCrossNamespaceRefs: boolean;
  readonly defaultServiceAccount: string;
  /** The Secret with age keys for Kustomizations whose decryption names none. */
  readonly ageSecret: { readonly namespace: string; readonly name: string } | undefined;
  /** Keys of the user who runs the controller; they stand in for Secrets that are missing. */
  readonly ageKeys: readonly AgeKeyFile[];
  /** Told of encrypted files that no key fits: placeholders then stand for their values. No flag sets it. */
  readonly onPlaceholders: ((file: string) => void) | undefined;
  readonly concurrentSsa: number;
  readonly customStageKinds: ReadonlySet<string>;
  readonly taken: readonly TakenManager[];
  readonly strictSubstitution: boolean;
  readonly failFast: boolean;
  /** How often every object is compared with the cluster though nothing says that it changed; 0 is at each interval. */
  readonly fullVerificationMs: number;
  readonly watchDrift: boolean;
  /** Host that replaces the one in artifact URLs, for running outside of the cluster. */
  readonly sourceHost: string | undefined;
  readonly parseDuration: (text: string) => number;
  readonly formatDuration: (ms: number) => string;
}

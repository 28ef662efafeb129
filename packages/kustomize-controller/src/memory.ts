import { AppliedMemory, type DesiredObject } from '@sluice/apply';
import type { ObjectKey } from '@sluice/core';
import type { Redactor } from './decrypt/redactor.ts';
import type { ReadSignature } from './generate/read-signature.ts';

/** What the last build gave, and what it depended on. */
export interface BuildMemory {
  readonly generation: number;
  readonly treeDigest: string;
  /** Everything that the build looked at in the artifact, and what was there. */
  readonly reads: ReadSignature;
  readonly variablesDigest: string;
  readonly keysDigest: string;
  /** Knows the values that the build decrypted. */
  readonly redactor: Redactor;
  readonly objects: readonly DesiredObject[];
  /** File of the artifact that an object came from, by inventory id. */
  readonly origins: ReadonlyMap<string, string>;
  /** `sha256:…` over the objects. */
  readonly digest: string;
}

/** A pass that goes on over several runs, because it waits for objects to become ready. */
export interface PassMemory {
  /** Generation and revision: another one is another pass. */
  readonly key: string;
  /** Monotonic, milliseconds. */
  readonly startedAt: number;
  /** When health was first asked for in this pass. */
  healthSince: number | undefined;
  /** When the pass first waited for the objects of a stage. */
  stageSince: number | undefined;
  /** Whether anything was applied in this pass. */
  changed: boolean;
}

/** A failure that users were told of and that is not over. */
export interface ToldFailure {
  readonly reason: string;
  /** Since when, RFC 3339. */
  readonly since: string;
}

/**
 * What is remembered of one Kustomization between runs. Lost at a restart: then everything is built and compared once.
 */
export class KustomizationMemory {
  readonly key: ObjectKey;
  readonly uid: string;
  readonly applied: AppliedMemory = new AppliedMemory();
  build: BuildMemory | undefined;
  pass: PassMemory | undefined;
  /** When every object was last compared with the cluster. Monotonic, milliseconds. */
  verifiedAt: number | undefined;
  /** Since when runs have ended only to wait for something that is on its way. Monotonic, milliseconds. */
  quietSince: number | undefined;
  /** Whether a run is going on: drift that it may mend itself is looked at afterwards. */
  running = false;
  toldFailure: ToldFailure | undefined;

  constructor(key: ObjectKey, uid: string, toldFailure: ToldFailure | undefined) {
    this.key = key;
    this.uid = uid;
    this.toldFailure = toldFailure;
  }
}

import type { User } from './user.ts';

/** What a write may say beside its object. */
export interface WriteOptions {
  readonly user: User;
  readonly dryRun: boolean;
  /** Name under which the write owns fields; never empty. */
  readonly fieldManager: string;
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  /** `status`, `scale`, `finalize` …; empty for the object itself. */
  readonly subresource: string;
  /** Collects what the answer's `Warning` headers will say. */
  readonly warnings: string[];
}

export interface DeleteOptions {
  readonly user: User;
  readonly dryRun: boolean;
  readonly gracePeriodSeconds: number | undefined;
  readonly propagationPolicy: 'Background' | 'Foreground' | 'Orphan' | undefined;
  readonly preconditions: { readonly uid?: string | undefined; readonly resourceVersion?: string | undefined };
  readonly warnings: string[];
}

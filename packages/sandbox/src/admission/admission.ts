import type { ApiObject } from '../api-object.ts';
import type { Resource } from '../registry/resource.ts';
import type { StrategyContext } from '../registry/strategy.ts';
import type { WriteOptions } from '../registry/write-options.ts';

/** One write, as admission sees it. `draft` may be changed; for a deletion there is only `old`. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly draft: ApiObject | undefined;
  readonly old: ApiObject | undefined;
  readonly options: Pick<WriteOptions, 'user' | 'dryRun' | 'warnings'> & { readonly subresource: string };
  readonly context: StrategyContext;
}

/** A rule that may change a draft, or refuse it with a `StatusError`. */
export type AdmissionPlugin = (request: AdmissionRequest) => void;

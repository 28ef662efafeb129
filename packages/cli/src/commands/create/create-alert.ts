import { Alert } from '@sluice/api';
import type { JsonObject } from '@sluice/objects';
import { alertKind } from '../../kinds/alert.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { createObject, type CreateOptions } from './create.ts';
import { readReference } from './references.ts';

export interface CreateAlertOptions extends CreateOptions {
  readonly providerRef: string;
  readonly eventSeverity: string;
  /** `Kind/name[.namespace]` each. */
  readonly eventSource: readonly string[];
}

/** `sluice create alert NAME`. */
export async function createAlert(context: CommandContext, name: string, options: CreateAlertOptions): Promise<void> {
  if (options.eventSource.length === 0)
    throw new UserError('at least one event source is required', {
      hint: "such as --event-source 'Kustomization/*' --event-source 'GitRepository/*'",
    });
  const spec: JsonObject = {
    providerRef: { name: options.providerRef },
    eventSeverity: options.eventSeverity,
    eventSources: options.eventSource.map((text) => readReference(text, 'event source')),
  };
  const created = await createObject(context, { kind: alertKind, human: Alert.kind, name, spec, options });
  if (created !== undefined) context.progress.success(`Alert ${name} is ready`);
}

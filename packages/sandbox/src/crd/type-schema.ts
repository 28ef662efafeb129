import type { JsonObject, TypeSchema } from '@sluice/objects';

/** What merging must know of a custom resource. */
export function customTypeSchema(_schema: JsonObject | undefined): TypeSchema | undefined {
  return undefined;
}

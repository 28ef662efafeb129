import { parseDuration } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { PlanContext } from './plan.ts';

const failAnnotation = 'sandbox.sluice.dev/fail';
const readyAfterAnnotation = 'sandbox.sluice.dev/ready-after';

/** Why an object is to fail: its own annotation, or that of an owner up to the top. */
export function failureOf(object: ApiObject, context: PlanContext): string | undefined {
  return inherited(object, failAnnotation, context);
}

/** After how many milliseconds an object is to be ready. */
export function readyAfterMs(object: ApiObject, context: PlanContext): number {
  const text = inherited(object, readyAfterAnnotation, context);
  return text === undefined ? context.podStartMs : milliseconds(text, context.podStartMs);
}

function inherited(object: ApiObject, annotation: string, context: PlanContext): string | undefined {
  const own = object.metadata.annotations?.[annotation];
  if (own !== undefined && own !== '') return own;
  const owner = context.owner(object);
  return owner === undefined ? undefined : inherited(owner, annotation, context);
}

function milliseconds(text: string, otherwise: number): number {
  try {
    return parseDuration(text);
  } catch {
    return otherwise;
  }
}

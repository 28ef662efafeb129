import type { JsonValue } from '@sluice/objects';
import { stringifyJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { encodeBare } from '../protobuf/encode.ts';

/**
 * The JSON of an object behind `kind` and `apiVersion`. Stored objects never change, so lists and watchers share one text
 * of each; it goes when the object goes.
 */
const bodies = new WeakMap<ApiObject, string>();

function bodyOf(object: ApiObject): string {
  let body = bodies.get(object);
  if (body === undefined) {
    const rest: Partial<ApiObject> = { ...object };
    delete rest.kind;
    delete rest.apiVersion;
    body = stringifyJson(rest as JsonValue).slice(1);
    bodies.set(object, body);
  }
  return body;
}

const messages = new WeakMap<ApiObject, Uint8Array>();

/** The object's protobuf message without its envelope, shared in the same way. */
export function messageOf(object: ApiObject): Uint8Array {
  let message = messages.get(object);
  if (message === undefined) {
    message = encodeBare(object);
    messages.set(object, message);
  }
  return message;
}

/** The object as JSON. */
export function objectText(object: ApiObject): string {
  return `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)},${bodyOf(object)}`;
}

/** The object as an element of a list: those of built-in kinds carry no kind and apiVersion, as in Go. */
export function itemText(object: ApiObject, typed: boolean): string {
  return typed ? `{${bodyOf(object)}` : objectText(object);
}

/** One frame of a watch. */
export function watchFrame(type: string, objectJson: string): string {
  return `{"type":"${type}","object":${objectJson}}\n`;
}

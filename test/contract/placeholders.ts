import { createHash } from 'node:crypto';

/**
 * What placeholders stand for: the namespace, an IP address that no other case uses, and the JSON of each step's answer by
 * its number, from 1.
 */
export interface Bindings {
  readonly namespace: string;
  readonly answers: readonly unknown[];
}

const placeholder = /\{(ns|ip|\d+(?:\.[\w-]+)+)\}/g;

/** Replaces the placeholders in every string of the value, keys included. */
export function fill<T>(value: T, bindings: Bindings): T {
  return fillValue(value, bindings) as T;
}

function fillValue(value: unknown, bindings: Bindings): unknown {
  if (typeof value === 'string') return value.replaceAll(placeholder, (_, name: string) => lookUp(name, bindings));
  if (Array.isArray(value)) return value.map((item) => fillValue(item, bindings));
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [fillValue(key, bindings), fillValue(item, bindings)]),
  );
}

function lookUp(name: string, { namespace, answers }: Bindings): string {
  if (name === 'ns') return namespace;
  if (name === 'ip') return addressOf(namespace);
  const [step, ...path] = name.split('.');
  let found = answers[Number(step) - 1];
  for (const key of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : `<no ${name}>`;
}

function addressOf(namespace: string): string {
  return `10.${[...createHash('sha256').update(namespace).digest().subarray(0, 3)].join('.')}`;
}

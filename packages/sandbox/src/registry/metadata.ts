import { randomInt, randomUUID } from 'node:crypto';
import type { ObjectMeta } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { timestamp } from '../clock.ts';

const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789';
const longestGeneratedBase = 58;

/** The name that `generateName` stands for: five letters without vowels behind it. */
export function generateName(base: string): string {
  let suffix = '';
  for (let count = 0; count < 5; count++) suffix += suffixLetters[randomInt(suffixLetters.length)] ?? '';
  return base.slice(0, longestGeneratedBase) + suffix;
}

/** Gives a new object what only the server gives: uid, creation time, and nothing that a client sent for them. */
export function startMetadata(metadata: ObjectMeta, now: number): void {
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.resourceVersion;
  delete (metadata as { selfLink?: string }).selfLink;
  if (!metadata.name && metadata.generateName) metadata.name = generateName(metadata.generateName);
  metadata.uid = randomUUID();
  metadata.creationTimestamp = timestamp(now);
}

/** Fields of metadata that no update may change; a client that leaves them out keeps them. */
export function keepMetadata(draft: ApiObject, old: ApiObject): void {
  const { metadata } = draft;
  keep(metadata, old.metadata, 'uid');
  keep(metadata, old.metadata, 'creationTimestamp');
  keep(metadata, old.metadata, 'deletionTimestamp');
  keep(metadata, old.metadata, 'deletionGracePeriodSeconds');
  keep(metadata, old.metadata, 'generation');
  metadata.resourceVersion = old.metadata.resourceVersion ?? '';
}

function keep<K extends keyof ObjectMeta>(metadata: ObjectMeta, old: ObjectMeta, key: K): void {
  const value = old[key];
  if (value === undefined) delete metadata[key];
  else metadata[key] = value;
}

/** Empty maps and lists of metadata are not kept, as in Go. */
export function tidyMetadata(metadata: ObjectMeta): void {
  if (metadata.labels !== undefined && isEmpty(metadata.labels)) delete metadata.labels;
  if (metadata.annotations !== undefined && isEmpty(metadata.annotations)) delete metadata.annotations;
  if (metadata.finalizers?.length === 0) delete metadata.finalizers;
  if (metadata.ownerReferences?.length === 0) delete metadata.ownerReferences;
  if (metadata.managedFields?.length === 0) delete metadata.managedFields;
  for (const key of ['name', 'generateName', 'namespace', 'uid', 'resourceVersion'] as const) if (metadata[key] === '') delete metadata[key];
}

function isEmpty(map: Record<string, string> | null): boolean {
  return map === null || Object.keys(map).length === 0;
}

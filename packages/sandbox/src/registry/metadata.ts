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

const serverKeys = [
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
] as const;
const texts = ['name', 'generateName', 'namespace', 'uid', 'resourceVersion'] as const;
/** Not `managedFields`: an empty list asks to forget all owners. */
const lists = ['finalizers', 'ownerReferences'] as const;
const maps = ['labels', 'annotations'] as const;

/** Fields of metadata that no update may change; a client that leaves them out keeps them. */
export function keepMetadata(draft: ApiObject, old: ApiObject): void {
  const { metadata } = draft;
  for (const key of serverKeys) {
    const value = old.metadata[key];
    if (value === undefined) delete metadata[key];
    else Object.assign(metadata, { [key]: value });
  }
  metadata.resourceVersion = old.metadata.resourceVersion ?? '';
  delete (metadata as { selfLink?: string }).selfLink;
}

/** Empty maps and lists of metadata are not kept, as in Go. */
export function tidyMetadata(metadata: ObjectMeta): void {
  for (const key of maps) if (metadata[key] !== undefined && isEmpty(metadata[key])) delete metadata[key];
  for (const key of lists) if (metadata[key]?.length === 0) delete metadata[key];
  for (const key of texts) if (metadata[key] === '') delete metadata[key];
}

function isEmpty(map: Record<string, string> | null): boolean {
  return map === null || Object.keys(map).length === 0;
}

import type { JsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import { defaultFieldRef, pullPolicyOf } from './container.ts';
import { each, fill, within } from './fill.ts';

const readableByAll = 0o644;
const hourSeconds = 3600;

/** Defaults of a volume: an empty directory where no source is named. */
export function defaultVolume(volume: JsonObject): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume['emptyDir'] = {};
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    within(volume, source, (inner) => fill(inner, { defaultMode: readableByAll }));
  }
  within(volume, 'downwardAPI', defaultDownwardItems);
  within(volume, 'projected', (projected) => each(projected, ['sources'], defaultProjection));
  within(volume, 'hostPath', (path) => {
    path['type'] ??= '';
  });
  within(volume, 'image', (image) => fill(image, { pullPolicy: pullPolicyOf(textAt(image, 'reference') ?? '') }));
  within(volume, 'azureDisk', (disk) =>
    fill(disk, { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false }),
  );
  within(volume, 'ephemeral', (ephemeral) =>
    within(ephemeral, 'volumeClaimTemplate', (template) => within(template, 'spec', defaultClaimSpec)),
  );
}

export function defaultClaimSpec(spec: JsonObject): void {
  fill(spec, { volumeMode: 'Filesystem' });
}

function defaultProjection(source: JsonObject): void {
  within(source, 'downwardAPI', defaultDownwardItems);
  within(source, 'serviceAccountToken', (token) => fill(token, { expirationSeconds: hourSeconds }));
}

function defaultDownwardItems(source: JsonObject): void {
  each(source, ['items'], (item) => within(item, 'fieldRef', defaultFieldRef));
}

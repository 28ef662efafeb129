/** Writes deploy/crds: one file per kind, named as upstream names its own. Run by `npm run generate`. */
import { writeYaml, type JsonValue } from '@sluice/objects';
import { mkdirSync, writeFileSync } from 'node:fs';
import { customResourceDefinition } from './crd/custom-resource-definition.ts';
import { resources } from './resources.ts';

const folder = new URL('../../../deploy/crds/', import.meta.url);

mkdirSync(folder, { recursive: true });
for (const resource of resources) {
  const text = `---\n${writeYaml(customResourceDefinition(resource) as unknown as JsonValue)}`;
  writeFileSync(new URL(`${resource.group}_${resource.plural}.yaml`, folder), text);
}

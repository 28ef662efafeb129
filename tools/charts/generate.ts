// Writes into the charts under deploy/charts what is generated: the custom resource definitions, the roles, the
// templates that every controller has, and the schema of the values. Runs after packages/api has written deploy/crds.
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Installation } from '../../packages/core/src/installation.ts';
import { chartControllers } from './chart-controllers.ts';
import { controllerTemplate } from './controller-template.ts';
import { controllerSchema, umbrellaSchema } from './values-schema.ts';

const deploy = fileURLToPath(new URL('../../deploy/', import.meta.url));
const templates = fileURLToPath(new URL('templates/', import.meta.url));

for (const controller of chartControllers) {
  const chart = join(deploy, 'charts', controller.name);
  copyDefinitions(chart, controller.kinds);
  writeFileSync(join(chart, 'templates', '_controller.tpl'), controllerTemplate(controller));
  for (const name of readdirSync(templates)) copyFileSync(join(templates, name), join(chart, 'templates', name));
  writeSchema(chart, controllerSchema(controller));
}
writeSchema(join(deploy, 'charts', 'sluice'), umbrellaSchema(chartControllers));

/** The folder is made anew: a definition that is gone must not stay in the chart. */
function copyDefinitions(chart: string, kinds: Installation['kinds']): void {
  const folder = join(chart, 'crds');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { group, plural } of kinds) {
    const file = `${group}_${plural}.yaml`;
    copyFileSync(join(deploy, 'crds', file), join(folder, file));
  }
}

function writeSchema(chart: string, schema: unknown): void {
  writeFileSync(join(chart, 'values.schema.json'), `${JSON.stringify(schema, undefined, 2)}\n`);
}

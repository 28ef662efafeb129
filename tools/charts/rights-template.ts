import { type PolicyRule, policyRules, userRights } from '../../packages/core/src/rights.ts';
import type { ChartController } from './chart-controllers.ts';

/** The template that grants a controller what its code declares, and users what they may do with its kinds. */
export function rightsTemplate({ name, kinds, rights }: ChartController): string {
  return `{{/* Written by \`npm run generate\` from packages/${name}/src/rights.ts: edit it there. */}}
${define(`${name}.rules`, rights)}
${define(`${name}.viewRules`, userRights(kinds, 'view'))}
${define(`${name}.editRules`, userRights(kinds, 'edit'))}`;
}

function define(template: string, rights: ChartController['rights']): string {
  return `{{- define ${JSON.stringify(template)} -}}\n${policyRules(rights).map(ruleText).join('')}{{- end }}\n`;
}

function ruleText({ apiGroups, resources, resourceNames, verbs }: PolicyRule): string {
  const list = (items: readonly string[]): string => `[${items.map((item) => item || "''").join(', ')}]`;
  const named = resourceNames === undefined ? '' : `  resourceNames: ${list(resourceNames)}\n`;
  return `- apiGroups: ${list(apiGroups)}\n  resources: ${list(resources)}\n${named}  verbs: ${list(verbs)}\n`;
}

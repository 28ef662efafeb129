import type { Installation } from '../../packages/core/src/installation.ts';
import { type PolicyRule, policyRules, type Right, userRights } from '../../packages/core/src/rights.ts';

const hostPlaceholder = 'HOST';

/** The templates that hold what a controller declares of itself: as YAML, which the shared templates read. */
export function controllerTemplate(controller: Installation): string {
  const { name, kinds, ports, rights, services } = controller;
  const facts: Readonly<Record<string, string>> = {
    flags: flagsText(controller),
    ports: itemsText(ports.map((each) => ({ name: each.name, containerPort: each.port, protocol: 'TCP' }))),
    probes: probesText(controller),
    volume: controller.volume ?? '',
    services: itemsText(services.map((each) => ({ name: each.name ?? '', targetPort: each.targetPort }))),
    ingress: itemsText(ports.map((each) => ({ port: each.name, from: each.reach }))),
    rules: rulesText(rights),
    viewRules: rulesText(userRights(kinds, 'view')),
    editRules: rulesText(userRights(kinds, 'edit')),
  };
  const defines = Object.entries(facts).map(
    ([fact, text]) => `{{- define ${JSON.stringify(`${name}.${fact}`)} -}}\n${text}{{- end }}\n`,
  );
  const head = `{{/* Written by \`npm run generate\` from packages/${name}/src/installation.ts: edit it there. */}}`;
  return `${head}\n${defines.join('\n')}`;
}

/** The name of the Deployment is known only to the chart. */
function flagsText({ podFlags }: Installation): string {
  const flags = podFlags({ host: hostPlaceholder, clusterDomain: 'cluster.local' });
  return Object.entries(flags)
    .map(([flag, value]) => `${flag}: ${JSON.stringify(value)}\n`)
    .join('')
    .replaceAll(hostPlaceholder, '{{ include "sluice.name" . }}');
}

function itemsText(items: readonly Readonly<Record<string, unknown>>[]): string {
  return items.map((item) => `- ${JSON.stringify(item)}\n`).join('') || '[]\n';
}

function probesText({ readiness: { port, path } }: Installation): string {
  const ready = path === undefined ? { tcpSocket: { port } } : { httpGet: { port, path } };
  const live = { httpGet: { port: 'healthz', path: '/healthz' } };
  return `livenessProbe: ${JSON.stringify(live)}\nreadinessProbe: ${JSON.stringify(ready)}\n`;
}

function rulesText(rights: readonly Right[]): string {
  return policyRules(rights).map(ruleText).join('');
}

function ruleText({ apiGroups, resources, resourceNames, verbs }: PolicyRule): string {
  const list = (items: readonly string[]): string => `[${items.map((item) => item || "''").join(', ')}]`;
  const named = resourceNames === undefined ? '' : `  resourceNames: ${list(resourceNames)}\n`;
  return `- apiGroups: ${list(apiGroups)}\n  resources: ${list(resources)}\n${named}  verbs: ${list(verbs)}\n`;
}

import type { Flag } from '../../packages/core/src/flag.ts';
import type { Installation } from '../../packages/core/src/installation.ts';

type Schema = Readonly<Record<string, unknown>>;

const draft = 'https://json-schema.org/draft/2020-12/schema';
const text: Schema = { type: 'string' };
const flagText: Schema = { type: 'string', pattern: '^[^\\n\\r\\x00]*$' };
const flag: Schema = { type: 'boolean' };
const anyObject: Schema = { type: 'object' };
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const texts: Schema = { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } };
const name: Schema = { type: 'string', pattern: '^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$', maxLength: 52 };
const duration: Schema = { type: 'string', pattern: '^(0|([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+)$' };
const image: Schema = {
  repository: { type: 'string', pattern: '^\\S*$' },
  tag: { type: 'string', pattern: '^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$' },
  digest: { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' },
  pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
};
const rule = object({ apiGroups: listOf(text), resources: listOf(text) }, ['apiGroups', 'resources']);

/** Flags whose few values their table does not tell. */
const choices: Readonly<Record<string, readonly string[]>> = {
  'log-level': ['trace', 'debug', 'info', 'error'],
  'log-encoding': ['json', 'console'],
};

/** The schema of the values of a controller's own chart; its flags come from the program's table. */
export function controllerSchema(controller: Installation): Schema {
  return { $schema: draft, title: `Values of ${controller.name}`, ...valuesOf(controller), anyOf: imageIsNamed };
}

/** The schema of the values of the chart of all; each part is also checked by the chart that it goes to. */
export function umbrellaSchema(controllers: readonly Installation[]): Schema {
  const parts = controllers.map((controller) => [controller.name, { type: 'object' }] as const);
  return {
    $schema: draft,
    title: 'Values of sluice',
    ...object({ global: globals(), ...Object.fromEntries(parts) }),
  };
}

/** Without a public image, either the image is named or the registry that has all of them. */
const imageIsNamed: readonly Schema[] = [
  { properties: { image: { required: ['repository'], properties: { repository: { minLength: 1 } } } } },
  {
    required: ['global'],
    properties: { global: { required: ['imageRegistry'], properties: { imageRegistry: { minLength: 1 } } } },
  },
];

function valuesOf(controller: Installation): Schema {
  return object({
    global: globals(),
    enabled: flag,
    image: object(image),
    imagePullSecrets: listOf(object({ name: text }, ['name'])),
    fullnameOverride: name,
    replicas: { type: 'integer', minimum: 0, maximum: 10 },
    flags: flagsOf(controller),
    extraEnv: listOf({ type: 'object', required: ['name'] }),
    serviceAccount: object({ create: flag, name: { ...name, maxLength: 253 }, annotations: texts }),
    rbac: object(rightsOf(controller)),
    resources: anyObject,
    priorityClassName: text,
    terminationGracePeriodSeconds: { type: 'integer', minimum: 0 },
    nodeSelector: texts,
    tolerations: listOf(anyObject),
    affinity: anyObject,
    topologySpreadConstraints: listOf(anyObject),
    podLabels: texts,
    podAnnotations: texts,
    ...(controller.volume !== undefined ? { persistence } : {}),
    networkPolicy: object({
      enabled: flag,
      scraping: flag,
      ...(notifies(controller) ? { webhooks: flag } : {}),
      egress: listOf(anyObject),
    }),
    ...(notifies(controller) ? { alerts } : {}),
    podMonitor: monitor,
    serviceMonitor: monitor,
  });
}

const persistence = object({
  enabled: flag,
  existingClaim: text,
  storageClass: text,
  accessModes: listOf({ enum: ['ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany'] }),
  size: { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti)?$' },
});

const monitor = object({ enabled: flag, interval: duration, labels: texts });
const messenger = object({ enabled: flag, channel: text, address: text, secretName: text });
const alerts = object({
  severity: { enum: ['error', 'info'] },
  sources: listOf(anyObject),
  slack: messenger,
  email: messenger,
});

function rightsOf({ impersonates }: Installation): Schema {
  return {
    create: flag,
    aggregate: flag,
    ...(impersonates ? { clusterAdmin: flag, observe: listOf(rule) } : {}),
  };
}

/** What the chart above hands to each of its parts. */
function globals(): Schema {
  return { type: 'object', properties: { imageRegistry: { type: 'string', pattern: '^\\S*$' } } };
}

/** Whether it sends messages and takes webhooks. */
function notifies({ ports }: Installation): boolean {
  return ports.some(({ reach }) => reach === 'webhooks');
}

/** Flags that the pod dictates, or that have no use in one, are not offered. */
function flagsOf({ flags, podFlags, flagsOutsidePods }: Installation): Schema {
  const { 'storage-adv-addr': _, ...dictated } = podFlags({ host: '', clusterDomain: '' });
  const fixed = new Set([...Object.keys(dictated), ...flagsOutsidePods]);
  const offered = Object.entries(flags).filter(
    ([flagName, { unsupported }]) => unsupported === undefined && !fixed.has(flagName),
  );
  return object(Object.fromEntries(offered.map(([flagName, table]) => [flagName, schemaOf(flagName, table)])));
}

/** With what its `--help` says about it; null is the program's default. */
function schemaOf(flagName: string, table: Flag<unknown>): Schema {
  const { description } = table;
  const choice = choices[flagName];
  if (choice !== undefined) return { description, enum: [...choice, null] };
  return { description, anyOf: [valueOf(table), { type: 'null' }] };
}

function valueOf({ isBoolean, valueName, repeatable }: Flag<unknown>): Schema {
  if (isBoolean) return flag;
  if (repeatable) return { anyOf: [flagText, listOf(flagText)] };
  if (valueName === 'int') return { type: 'integer', minimum: 0 };
  return valueName === 'duration' ? duration : flagText;
}

function object(properties: Readonly<Record<string, unknown>>, required: readonly string[] = []): Schema {
  return { type: 'object', additionalProperties: false, properties, ...(required.length === 0 ? {} : { required }) };
}

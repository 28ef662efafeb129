import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { listAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required } from '../validation/causes.ts';
import type { ContainerContext } from './container-context.ts';
import { portNameProblems } from './container-ports.ts';
import { eachOf, oneOf, portCauses, requiredText } from './rule.ts';

type HandlerCheck = (handler: JsonObject, path: string, context: ContainerContext) => readonly Cause[];

/** In the order in which the server looks: the first that is there is checked, and any other is too many. */
const handlers: Readonly<Record<string, HandlerCheck>> = {
  exec: (exec, path) => (listAt(exec, 'command').length === 0 ? [required(`${path}.command`, '')] : []),
  httpGet: httpGetCauses,
  tcpSocket: (socket, path) => portNumberOrName(socket['port'], `${path}.port`),
  grpc: (grpc, path) => portNumberOrName(grpc['port'], `${path}.port`),
  sleep: sleepCauses,
};

/** What a probe or a hook does: one thing out of a few. */
export function handlerCauses(owner: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  const [first, ...others] = Object.entries(handlers).filter(([key]) => isJsonObject(owner[key]));
  if (first === undefined) return [required(path, 'must specify a handler type')];
  const [key, check] = first;
  const handler = owner[key];
  return [
    ...(isJsonObject(handler) ? check(handler, `${path}.${key}`, context) : []),
    ...others.map(([other]) => forbiddenField(`${path}.${other}`, 'may not specify more than 1 handler type')),
  ];
}

const headerRule =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

function httpGetCauses(get: JsonObject, path: string): readonly Cause[] {
  return [
    ...requiredText(get, 'path', path),
    ...portNumberOrName(get['port'], `${path}.port`),
    ...oneOf(get, 'scheme', path, ['HTTP', 'HTTPS']),
    ...eachOf(get, 'httpHeaders', path, (header) => {
      const name = textAt(header, 'name') ?? '';
      return /^[-A-Za-z0-9]+$/.test(name) ? [] : [invalidValue(`${path}.httpHeaders`, name, headerRule)];
    }),
  ];
}

function portNumberOrName(port: JsonValue | undefined, field: string): readonly Cause[] {
  if (typeof port !== 'string') return portCauses({ port: port ?? 0 }, 'port', field.replace(/\.port$/, ''));
  // An empty name breaks the rules of names too.
  const problems = port === '' ? emptyName : portNameProblems(port);
  return problems.map((problem) => invalidValue(field, port, problem));
}

const emptyName = [
  'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
  'must contain at least one letter (a-z)',
];

function sleepCauses({ seconds }: JsonObject, path: string, { graceSeconds }: ContainerContext): readonly Cause[] {
  const time = typeof seconds === 'number' ? seconds : 0;
  if (graceSeconds === undefined || (time >= 0 && time <= graceSeconds)) return [];
  const rule = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
  return [invalidValue(path, time, rule)];
}

import type { JsonObject } from '@sluice/objects';
import type { Cause } from '../status-error.ts';
import { forbiddenField } from '../validation/causes.ts';
import { oneOf } from './rule.ts';

const plain =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX';

const counted = (name: string, highest: number): string[] =>
  Array.from({ length: highest }, (_, index) => `${name}${index + 1}`);

const linux = [...plain.split(' '), ...counted('RTMIN+', 15), ...counted('RTMAX-', 14)]
  .map((name) => `SIG${name}`)
  .toSorted((a, b) => (a < b ? -1 : 1));

const signals = new Map([
  ['linux', linux],
  ['windows', ['SIGKILL', 'SIGTERM']],
]);

/** Which signals there are depends on the system that the pod is for. */
export function stopSignalCauses(lifecycle: JsonObject, path: string, os: string | undefined): readonly Cause[] {
  if (lifecycle['stopSignal'] === undefined) return [];
  if (os === undefined) {
    return [forbiddenField(`${path}.stopSignal`, 'may not be set for containers with empty `spec.os.name`')];
  }
  const known = signals.get(os);
  return known === undefined ? [] : oneOf(lifecycle, 'stopSignal', path, known);
}

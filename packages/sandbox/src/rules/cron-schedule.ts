import { DurationError, parseDuration } from '@sluice/objects';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import type { CronField } from './cron-field.ts';
import { cronFieldProblem, firstOf } from './cron-field.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields: readonly CronField[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: months },
  { least: 0, most: 6, names: days },
];
const nicknames = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/;
const zoneRule = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';

/** When a cron job runs; its zone has a field of its own. */
export function scheduleCauses(schedule: string): readonly Cause[] {
  if (schedule === '') return [required('spec.schedule', '')];
  const [prefix = '', zone] = /^(?:CRON_)?TZ=(\S*) /.exec(schedule) ?? [];
  const problem = locationProblem(zone) ?? scheduleProblem(schedule.slice(prefix.length).trim());
  return [problem, schedule.includes('TZ') ? zoneRule : undefined]
    .filter((detail) => detail !== undefined)
    .map((detail) => invalidValue('spec.schedule', schedule, detail));
}

function locationProblem(zone: string | undefined): string | undefined {
  if (!zone || zone === 'Local') return undefined;
  const problem = zoneProblem(zone);
  return problem && `provided bad location ${zone}: ${problem}`;
}

function scheduleProblem(schedule: string): string | undefined {
  if (schedule.startsWith('@')) return nicknameProblem(schedule);
  const texts = schedule.split(/\s+/).filter((text) => text !== '');
  if (texts.length !== fields.length) {
    return `expected exactly 5 fields, found ${texts.length}: [${texts.join(' ')}]`;
  }
  return firstOf(fields, (field, index) => cronFieldProblem(texts[index] ?? '', field));
}

function nicknameProblem(schedule: string): string | undefined {
  if (nicknames.test(schedule)) return undefined;
  if (!schedule.startsWith('@every ')) return `unrecognized descriptor: ${schedule}`;
  const text = schedule.slice('@every '.length);
  try {
    parseDuration(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    return `failed to parse duration ${schedule}: time: ${durationProblem(text) ?? error.message}`;
  }
}

/** Go tells a unit that is missing or unknown from what is no duration at all. */
function durationProblem(text: string): string | undefined {
  const rest = /^[-+]?(?:[\d.]+(?:ns|us|µs|ms|s|m|h)(?=[\d.]|$))*(?:\d+\.?\d*|\.\d+)(?<unit>[^\d.]*)/.exec(text);
  const unit = rest?.groups?.['unit'];
  if (unit === undefined) return undefined;
  const quoted = JSON.stringify(text);
  return unit === ''
    ? `missing unit in duration ${quoted}`
    : `unknown unit ${JSON.stringify(unit)} in duration ${quoted}`;
}

const zoneHelp = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';

export function zoneCauses(zone: string | undefined): readonly Cause[] {
  if (zone === undefined) return [];
  const problem = zoneProblem(zone);
  return problem === undefined ? [] : [invalidValue('spec.timeZone', zone, problem)];
}

function zoneProblem(zone: string): string | undefined {
  if (zone === '') return 'timeZone must be nil or non-empty string';
  if (zone.toLowerCase() === 'local') return zoneHelp;
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return undefined;
  } catch {
    return `unknown time zone ${zone}`;
  }
}

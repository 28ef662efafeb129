const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** How long ago a time was, as kubectl shows ages; `<unknown>` where there is no time. */
export function ageOf(time: string | null | undefined, now: number): string {
  if (time === undefined || time === null) return '<unknown>';
  return humanDuration(now - Date.parse(time));
}

/** At most two units, the more exact the shorter: `45s`, `4m30s`, `11m`, `3h10m`, `20h`, `2d3h`, `12d`, `2y45d`. */
export function humanDuration(milliseconds: number): string {
  if (milliseconds < -second) return '<invalid>';
  if (milliseconds < 0) return '0s';
  if (milliseconds < 2 * minute) return units(milliseconds, second, 's');
  if (milliseconds < 10 * minute) return two(milliseconds, minute, 'm', second, 's');
  if (milliseconds < 3 * hour) return units(milliseconds, minute, 'm');
  if (milliseconds < 8 * hour) return two(milliseconds, hour, 'h', minute, 'm');
  if (milliseconds < 2 * day) return units(milliseconds, hour, 'h');
  if (milliseconds < 8 * day) return two(milliseconds, day, 'd', hour, 'h');
  if (milliseconds < 2 * year) return units(milliseconds, day, 'd');
  if (milliseconds < 8 * year) return two(milliseconds, year, 'y', day, 'd');
  return units(milliseconds, year, 'y');
}

function units(milliseconds: number, unit: number, letter: string): string {
  return `${Math.floor(milliseconds / unit)}${letter}`;
}

function two(milliseconds: number, large: number, largeLetter: string, small: number, smallLetter: string): string {
  const rest = Math.floor((milliseconds % large) / small);
  return units(milliseconds, large, largeLetter) + (rest === 0 ? '' : `${rest}${smallLetter}`);
}

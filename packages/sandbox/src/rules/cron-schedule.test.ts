import { expect, test } from 'vitest';
import { scheduleCauses } from './cron-schedule.ts';

test.each(['* * * * *', '@hourly', '@every 5m', '0 0 1-5,10 * MON-FRI', '1,2,3/2 ? * JAN *'])('%s runs', (schedule) => {
  expect(scheduleCauses(schedule)).toEqual([]);
});

test.each([
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
  ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
  ['@never', 'unrecognized descriptor: @never'],
])('%s does not', (schedule, detail) => {
  expect(scheduleCauses(schedule)).toMatchObject([
    { field: 'spec.schedule', message: `Invalid value: ${JSON.stringify(schedule)}: ${detail}` },
  ]);
});

import { runProgram } from '@sluice/core';

import { sourceFlags } from './flags.ts';
import { createSourceController } from './source-controller.ts';

await runProgram({
  name: 'source-controller',
  version: '0.1.0',
  flags: sourceFlags,
  start: ({ flags, client, log, metrics, leadership }, signal) =>
    createSourceController({ flags, client, log, metrics, leadership }).start(signal),
});

import { runProgram } from '@sluice/core';
import { kustomizeFlags } from './flags.ts';
import { createKustomizeController } from './kustomize-controller.ts';

await runProgram({
  name: 'kustomize-controller',
  version: '0.1.0',
  flags: kustomizeFlags,
  start: ({ flags, client, log, metrics, leadership }, signal) =>
    createKustomizeController({ flags, client, log, metrics, leadership }).start(signal),
});

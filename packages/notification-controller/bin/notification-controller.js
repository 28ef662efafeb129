#!/usr/bin/env node
import { startProgram } from '../../../tools/start.mjs';

await startProgram(new URL('../', import.meta.url), process.argv.slice(2));

import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { getOwn, isJsonObject, parseJson, stringifyJson, type JsonObject, type JsonValue } from '@sluice/objects';
import { build, type BuildOptions } from './build.ts';
import { openDirectory } from './tree/open-directory.ts';
import { ParseCache } from './yaml/parse-cache.ts';

/**
 * Builds on request: each line of the input is a JSON object with `id`, `dir` (absolute) and `options`, each is answered
 * by one line with `id`, `ok`, and `yaml` or `error`, in order. Ends with the input.
 */
export async function runBatch(input: Readable, output: Writable): Promise<void> {
  const cache = new ParseCache();
  const tree = await openDirectory('/');
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const answer = await answerTo(line, async (directory, options) =>
      (await build(tree, directory, { ...options, cache })).toYaml(),
    );
    if (!output.write(`${stringifyJson(answer)}\n`)) await new Promise((resolve) => output.once('drain', resolve));
  }
}

type Run = (directory: string, options: BuildOptions) => Promise<string>;

async function answerTo(line: string, run: Run): Promise<JsonObject> {
  const started = performance.now();
  const request = requestOf(line);
  if (request === undefined) return { id: null, ok: false, error: 'the request is not a JSON object' };
  const id = getOwn(request, 'id') ?? null;
  const directory = getOwn(request, 'dir');
  if (typeof directory !== 'string') return { id, ok: false, error: "the request has no 'dir'" };
  try {
    const yaml = await run(directory.replace(/^\/+/, ''), optionsOf(getOwn(request, 'options')));
    return { id, ok: true, yaml, ms: performance.now() - started };
  } catch (error) {
    return {
      id,
      ok: false,
      error: error instanceof Error ? error.message : String(error),
      ms: performance.now() - started,
    };
  }
}

function requestOf(line: string): JsonObject | undefined {
  try {
    const value = parseJson(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function optionsOf(value: JsonValue | undefined): BuildOptions {
  if (!isJsonObject(value)) return {};
  const reorder = getOwn(value, 'reorder');
  return {
    ...(reorder === 'none' || reorder === 'legacy' ? { reorder } : {}),
    ...(getOwn(value, 'loadRestrictions') === 'none' ? { loadRestrictions: 'none' as const } : {}),
    ...(getOwn(value, 'addManagedbyLabel') === true ? { addManagedByLabel: true } : {}),
  };
}

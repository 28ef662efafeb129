import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { askApi, type ApiAnswer, type ApiEndpoint } from '../control-plane/api-request.ts';
import { isWatch, type ContractCase, type RequestStep, type Step, type WatchStep } from './contract-case.ts';
import { encodeBody, readBody } from './answer-body.ts';
import { normalise } from './normalise.ts';
import { fill, type Bindings } from './placeholders.ts';
import { openWatch } from './watch-stream.ts';

/** One step's answer with everything removed that may differ. */
export interface StepResult {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly warnings: readonly string[];
  readonly body: unknown;
}

const untilTimeoutMs = 15_000;

/** Sends the steps of a case in a namespace of its own and returns what was answered, step by step. */
export async function runCase(endpoint: ApiEndpoint, area: string, contractCase: ContractCase): Promise<StepResult[]> {
  const namespace = namespaceFor(area, contractCase.name);
  await prepareNamespace(endpoint, namespace);
  const answers: unknown[] = [];
  const results: StepResult[] = [];
  for (const step of contractCase.steps) {
    const { raw, results: stepResults } = await runStep(endpoint, step, { namespace, answers });
    answers.push(raw);
    results.push(...stepResults);
  }
  return results;
}

/** Stable, so that both servers see the same name and a failure can be looked at afterwards. */
function namespaceFor(area: string, name: string): string {
  const slug = `${area} ${name}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${slug.slice(0, 40)}-${createHash('sha256').update(`${area}/${name}`).digest('hex').slice(0, 6)}`;
}

async function prepareNamespace(endpoint: ApiEndpoint, name: string): Promise<void> {
  const answer = await askApi(endpoint, { method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name } } });
  if (answer.status !== 201) throw new Error(`cannot create namespace ${name}: ${answer.status} ${answer.text}`);
}

interface StepRun {
  /** What later steps may refer to. */
  readonly raw: unknown;
  readonly results: readonly StepResult[];
}

async function runStep(endpoint: ApiEndpoint, step: Step, bindings: Bindings): Promise<StepRun> {
  const filled = fill(step, bindings);
  if (isWatch(filled)) return runWatch(endpoint, filled, bindings);
  const answer = await runRequest(endpoint, filled);
  return { raw: readBody(answer), results: [resultOf(answer)] };
}

async function runRequest(endpoint: ApiEndpoint, { until, ...step }: RequestStep): Promise<ApiAnswer> {
  const deadline = Date.now() + untilTimeoutMs;
  for (;;) {
    const answer = await askApi(endpoint, { ...step, body: encodeBody(step) });
    const reached = until === undefined || (answer.status === until.status && answer.text.includes(until.text ?? ''));
    if (reached || Date.now() > deadline) return answer;
    await delay(50);
  }
}

async function runWatch(endpoint: ApiEndpoint, step: WatchStep, bindings: Bindings): Promise<StepRun> {
  const stream = await openWatch(endpoint, step.watch, step.headers);
  try {
    const during: StepResult[] = [];
    for (const request of step.during) during.push(...(await runStep(endpoint, request, bindings)).results);
    const events = (await stream.take(step.events)).map((event) => normalise(event));
    const watched = { status: stream.status, contentType: stream.contentType, warnings: [], body: events };
    return { raw: events, results: [...during, watched] };
  } finally {
    stream.close();
  }
}

function resultOf(answer: ApiAnswer): StepResult {
  const warning = answer.headers['warning'];
  const warnings = warning === undefined ? [] : [warning].flat();
  const contentType = [answer.headers['content-type']].flat()[0];
  return { status: answer.status, contentType, warnings, body: normalise(readBody(answer)) };
}

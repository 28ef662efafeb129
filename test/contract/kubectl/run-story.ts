import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiEndpoint } from '../../control-plane/api-request.ts';
import { kubeconfigFor } from '../../control-plane/kubeconfig.ts';
import type { KubectlStep } from './story.ts';

/** What a call of kubectl said, without what may differ. */
export interface KubectlResult {
  readonly args: string;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const namespace = 'story';
const timeoutMs = 60_000;

/** Calls an unmodified kubectl, step by step, with a kubeconfig for the endpoint and a cache of its own. */
export async function runStory(
  program: string,
  endpoint: ApiEndpoint & { readonly ca: string },
  steps: readonly KubectlStep[],
): Promise<KubectlResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-kubectl-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigFor({ url: endpoint.url, token: endpoint.token, ca: endpoint.ca, namespace }), {
    mode: 0o600,
  });
  const call = (step: KubectlStep): Promise<KubectlResult> =>
    callKubectl(program, ['--kubeconfig', kubeconfig, '--cache-dir', folder], step);
  try {
    await call({ args: `create namespace ${namespace}` });
    const results: KubectlResult[] = [];
    for (const step of steps) {
      const result = await call(step);
      const clean = (text: string): string =>
        normaliseText(
          text.replaceAll(endpoint.url, '<url>').replaceAll(endpoint.url.replace('https://', ''), '<host>'),
        );
      const stdout = step.onlyFields === true ? fieldsOf(result.stdout) : result.stdout;
      results.push({ ...result, stdout: clean(stdout), stderr: clean(result.stderr) });
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function callKubectl(
  program: string,
  common: readonly string[],
  { args, input = '' }: KubectlStep,
): Promise<KubectlResult> {
  const given = args
    .split(' ')
    .map((arg) => (arg.includes('*/5') ? arg.replaceAll('_', ' ') : arg.replaceAll('{ns}', namespace)));
  return new Promise((resolve) => {
    const child = execFile(program, [...common, ...given], { timeout: timeoutMs }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ args, code, stdout, stderr });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function normaliseText(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?Z| ?[+-]\d\d:?\d\d)?/g, '<time>')
    .replaceAll(/(resourceVersion[\\":\s]*|Resource Version:\s+)\d+/g, '$1<version>')
    .replaceAll(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w+ \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<date>')
    .replaceAll(/\/(?:LIVE|MERGED)-\d+/g, '/<diff>')
    .replaceAll(/\b\d+(?:ms|s)\b/g, '<age>')
    .replaceAll(/ +$/gm, '')
    .replaceAll(/[ \t]{2,}/g, '  ');
}

/** Of what `explain` prints: the kind, and each field with its type. */
function fieldsOf(text: string): string {
  const told = /^(?:GROUP|KIND|VERSION|FIELD):|^ +\S+\t</;
  return text
    .split('\n')
    .filter((line) => told.test(line))
    .join('\n');
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Builds with kustomize's Go library in one process. */
export interface Library {
  /** Builds a directory and answers how long the library itself took, in ms. */
  build(directory: string): Promise<number>;
  close(): void;
}

/** The program that KUSTOMIZE_LIBRARY names; undefined without it. */
export function openLibrary(): Library | undefined {
  const program = process.env['KUSTOMIZE_LIBRARY'];
  if (program === undefined) return undefined;
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async build(directory) {
      child.stdin.write(`${JSON.stringify({ dir: directory, options: {} })}\n`);
      const { value } = await lines.next();
      const answer = JSON.parse(String(value)) as { ok: boolean; ms: number; error?: string };
      if (!answer.ok) throw new Error(answer.error);
      return answer.ms;
    },
    close: () => child.stdin.end(),
  };
}

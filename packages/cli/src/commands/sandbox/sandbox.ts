import { bearerToken, openKubeClient } from '@sluice/kube';
import { startSandbox } from '@sluice/sandbox';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCrds } from '../../environment/install-crds.ts';
import { version } from '../../version.ts';
import type { CommandContext } from '../command-context.ts';
import { writeAuditLog } from './audit-log.ts';
import type { ServerFlags } from './server-options.ts';
import { serverOptions } from './server-options.ts';

export interface SandboxOptions extends ServerFlags {
  readonly port: number;
  readonly writeKubeconfig?: string;
  readonly auditLog?: string;
  readonly workloads: boolean;
  readonly crds: boolean;
}

/** `sluice sandbox`: an API server in memory until Ctrl-C. The kubeconfig's path is the only line on stdout. */
export async function runSandbox(context: CommandContext, options: SandboxOptions): Promise<void> {
  const { terminal, interrupted } = context;
  const { port, workloads, auditLog } = options;
  const sandbox = await startSandbox({ port, workloads, ...(await serverOptions(options)) });
  const audit = auditLog === undefined ? undefined : await writeAuditLog(sandbox, auditLog);
  const folder = options.writeKubeconfig === undefined ? await mkdtemp(join(tmpdir(), 'sluice-')) : undefined;
  const file = options.writeKubeconfig ?? join(folder ?? '', 'kubeconfig');
  try {
    await writeFile(file, sandbox.kubeconfig(), { mode: 0o600 });
    if (options.crds) {
      await installCrds(
        openKubeClient({
          connection: { server: sandbox.url, credentials: bearerToken(sandbox.token) },
          userAgent: `sluice/${version}`,
        }),
      );
    }
    terminal.err.write(`Kubernetes API in memory on ${sandbox.url}; Ctrl-C ends it\nexport KUBECONFIG=${file}\n`);
    if (!terminal.isInteractive) terminal.out.write(`${file}\n`);
    await new Promise<void>((resolve) => {
      if (interrupted.aborted) resolve();
      interrupted.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    await sandbox.close();
    await audit?.close();
    await rm(folder ?? file, { recursive: true, force: true });
  }
  interrupted.throwIfAborted();
}

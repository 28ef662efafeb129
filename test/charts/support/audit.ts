import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One answered request, as the API server's audit log has it. */
export interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly impersonatedUser?: { readonly username: string };
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly requestURI: string;
  readonly responseStatus?: { readonly code?: number };
  readonly stage: string;
}

/** The audit log of an API server: its flags, and what it says. The file is written before a request is answered. */
export interface AuditLog {
  readonly flags: readonly string[];
  /** The requests of a user so far, in their own name or another's. */
  requestsOf(username: string): AuditEvent[];
}

export function openAuditLog(folder: string): AuditLog {
  const policy = join(folder, 'audit-policy.json');
  const log = join(folder, 'audit.log');
  writeFileSync(
    policy,
    JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{ level: 'Metadata' }] }),
  );
  return {
    flags: [`--audit-policy-file=${policy}`, `--audit-log-path=${log}`, '--audit-log-mode=blocking'],
    requestsOf: (username) =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as AuditEvent)
        .filter(({ user, stage }) => user.username === username && stage !== 'RequestReceived'),
  };
}

/** `patch kustomize.toolkit.fluxcd.io/kustomizations/status`, as rules grant it. */
export function rightOf({ verb, objectRef }: AuditEvent): string {
  const { apiGroup = '', resource = '', subresource } = objectRef ?? {};
  return `${verb} ${apiGroup}/${resource}${subresource === undefined ? '' : `/${subresource}`}`;
}

import { randomBytes } from 'node:crypto';
import type { TypeRef } from '@sluice/objects';
import { definitionLifecycle } from './admission/definition-lifecycle.ts';
import { namespaceLifecycle } from './admission/namespace-lifecycle.ts';
import { validatingPolicies } from './admission/validating-policies.ts';
import { rightsEscalation } from './admission/rights-escalation.ts';
import { Authorizer } from './authorization/authorizer.ts';
import { Authenticator } from './authentication/authentication.ts';
import type { TokenSettings } from './authentication/service-account-tokens.ts';
import { ServiceAccountTokens } from './authentication/service-account-tokens.ts';
import type { TokenUser } from './authentication/token-readers.ts';
import { adminToken, knownToken } from './authentication/token-readers.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import { startControllers } from './controllers/controllers.ts';
import type { LenientKind } from './crd/lenient-kinds.ts';
import { acceptKind } from './crd/lenient-kinds.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { OpenApi } from './openapi/openapi.ts';
import { addBuiltinResources } from './registry/builtin.ts';
import { Catalog } from './registry/catalog.ts';
import { Registry } from './registry/registry.ts';
import { unknownAcceptor } from './server/accept-unknown.ts';
import type { AuditRecord } from './server/audit.ts';
import { Audit } from './server/audit.ts';
import { Faults } from './server/faults.ts';
import { listen } from './server/http-server.ts';
import type { PipelineParts } from './server/pipeline.ts';
import { handleRequest } from './server/pipeline.ts';
import { Store } from './store/store.ts';
import type { ServerIdentity } from './tls/certificate.ts';
import { selfSigned } from './tls/certificate.ts';
import { startWorkloads } from './workloads/start-workloads.ts';

export interface SandboxOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Bearer token of the administrator; random by default. */
  readonly token?: string;
  /** More tokens that are accepted, each as a user of its own. */
  readonly users?: readonly TokenUser[];
  /** PEM of the authority whose client certificates are believed: the common name is the user, organizations are groups. */
  readonly clientCa?: string;
  /** Certificate and key to serve with, as PEM. Default: made for this run. */
  readonly identity?: ServerIdentity;
  /** How tokens of service accounts are made. */
  readonly serviceAccounts?: Partial<TokenSettings>;
  readonly clock?: Clock;
  /** Play the workload controllers, the scheduler and the kubelet of a cluster. Default true. */
  readonly workloads?: boolean;
  /** Collect garbage and empty namespaces that are deleted. Default as `workloads`: without both it is a bare API server. */
  readonly controllers?: boolean;
  /** From a pod's start to Ready, by the sandbox's clock. Default 20 ms. */
  readonly podStartMs?: number;
  /** Accept objects of kinds that nothing defines, without schema. See `acceptKind`. Default false. */
  readonly lenientKinds?: boolean;
  /** How many writes a watch can resume behind; 10,000 by default. */
  readonly historyLimit?: number;
  /** Hears of errors that are faults of the sandbox itself. Default: standard error. */
  readonly onError?: (error: unknown) => void;
}

/** A running API server. */
export interface Sandbox {
  /** Plain HTTP, for clients in this process. The same port speaks TLS. */
  readonly url: string;
  readonly secureUrl: string;
  /** PEM of the certificate that TLS clients must trust. */
  readonly certificate: string;
  /** Bearer token of the administrator. */
  readonly token: string;
  /** A kubeconfig for this server, as YAML. It names the TLS address: kubectl keeps its token from plain HTTP. */
  kubeconfig(): string;
  /** Every request so far, oldest first. */
  readonly audit: readonly AuditRecord[];
  /** Calls the listener with each request from now on; gives what ends that. */
  onRequest(listener: (record: AuditRecord) => void): () => void;
  readonly faults: Faults;
  readonly store: Store;
  /** Breaks the connection of every running watch. */
  dropWatches(): void;
  /** Serves a kind that nothing defines, so that discovery lists it: every field is kept, nothing is validated. */
  acceptKind(kind: LenientKind): void;
  /** The kinds that are accepted without a definition. */
  lenientKinds(): readonly TypeRef[];
  close(): Promise<void>;
}

/** Starts a Kubernetes API server in memory. It listens when the promise resolves. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    host = '127.0.0.1',
    port = 0,
    token = randomBytes(24).toString('base64url'),
    onError = reportError,
  } = options;
  const parts = assemble(options, token, onError);
  const { registry, catalog, audit, faults } = parts;
  const stopControllers = startControllers(registry, options.controllers ?? options.workloads ?? true);
  const identity = options.identity ?? selfSigned([...new Set(['localhost', '127.0.0.1', host])], Date.now());
  const server = await listen((request) => handleRequest(parts, request), {
    host,
    port,
    identity,
    clientCa: options.clientCa,
    onError,
  });
  const { certificate } = identity;
  const workloads = { certificate, podStartMs: options.podStartMs, onError };
  const stopWorkloads = options.workloads === false ? undefined : startWorkloads(registry, workloads);
  const address = `${host.includes(':') ? `[${host}]` : host}:${server.port}`;
  return {
    url: `http://${address}`,
    secureUrl: `https://${address}`,
    certificate,
    token,
    kubeconfig: () => kubeconfigText({ url: `https://${address}`, token, certificate }),
    get audit() {
      return audit.records;
    },
    onRequest: (listener) => audit.subscribe(listener),
    faults,
    store: registry.store,
    dropWatches: () => server.dropStreams(),
    acceptKind: (kind) => void acceptKind(catalog, kind),
    lenientKinds: () => lenientKinds(catalog),
    async close() {
      stopWorkloads?.();
      stopControllers();
      await server.close();
    },
  };
}

/** As clusters have it. */
const defaultIssuer = 'https://kubernetes.default.svc';

/** Everything between a request and the store. */
function assemble(options: SandboxOptions, token: string, onError: (error: unknown) => void): PipelineParts {
  const { clock = systemClock, historyLimit = 10_000, users = [], serviceAccounts } = options;
  const store = new Store(historyLimit, onError);
  const catalog = new Catalog();
  addBuiltinResources(catalog);
  const authorizer = new Authorizer(store);
  return {
    registry: new Registry({
      store,
      catalog,
      clock,
      admission: [namespaceLifecycle, definitionLifecycle, rightsEscalation(authorizer)],
      validatingAdmission: [validatingPolicies(store, catalog)],
    }),
    catalog,
    audit: new Audit(),
    faults: new Faults(),
    authorizer,
    openApi: new OpenApi(catalog),
    ...(options.lenientKinds === true ? { acceptUnknown: unknownAcceptor(catalog) } : {}),
    authenticator: new Authenticator(
      [adminToken(token), ...users.map(knownToken)],
      new ServiceAccountTokens({ issuer: defaultIssuer, ...serviceAccounts }, store, clock),
    ),
    onError,
  };
}

function lenientKinds(catalog: Catalog): readonly TypeRef[] {
  const kinds = catalog.all().filter(({ origin }) => origin === 'lenient');
  return kinds.map(({ apiVersion, kind }) => ({ apiVersion, kind }));
}

/** A fault of the sandbox must be seen even where nobody listens for it. */
function reportError(error: unknown): void {
  process.stderr.write(`sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

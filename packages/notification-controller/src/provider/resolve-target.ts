import { Provider } from '@sluice/api';
import { isForbidden, isNotFound, type KubeClient } from '@sluice/kube';
import type { AddressPolicy, TlsOptions } from '@sluice/net';
import { isJsonObject, type KubeObject, parseDuration, readYaml } from '@sluice/objects';
import { DeliveryError } from '../delivery/delivery-error.ts';
import { notifiers } from './notifiers.ts';
import type { Target } from './target.ts';

const defaultTimeoutMs = 15_000;
const longestAddress = 2048;

type Texts = ReadonlyMap<string, string>;

/** The first thing that a Provider asks for and that is not honoured; nothing is sent by such a Provider. */
export function unsupportedByProvider({ spec }: Provider): string | undefined {
  if (!notifiers.has(spec.type)) return `spec.type ${spec.type} is not supported yet`;
  if ((spec.proxy ?? '') !== '') return 'spec.proxy is not supported yet';
  if (spec.proxySecretRef !== undefined) return 'spec.proxySecretRef is not supported yet';
  if ((spec.serviceAccountName ?? '') !== '') return 'spec.serviceAccountName is not supported yet';
  return undefined;
}

/** What reads Providers, and what they may reach. */
export interface TargetOptions {
  readonly client: KubeClient;
  readonly addresses: AddressPolicy | undefined;
}

/** Reads the Secrets of a Provider. Throws `DeliveryError` for what keeps it from being used. */
export async function resolveTarget(
  { client, addresses }: TargetOptions,
  provider: Provider,
  signal: AbortSignal,
): Promise<Target> {
  const refusal = unsupportedByProvider(provider);
  if (refusal !== undefined) throw unusable(refusal);
  const namespace = provider.metadata.namespace ?? '';
  const read = (name: string | undefined): Promise<Texts> =>
    name === undefined ? Promise.resolve(new Map()) : readSecret(client, { namespace, name }, signal);
  const { secretRef, certSecretRef } = provider.spec;
  const [secret, certificates] = await Promise.all([read(secretRef?.name), read(certSecretRef?.name)]);
  if (nonEmpty(secret.get('proxy')) !== undefined) throw unusable("the Secret's key proxy is not supported yet");
  if (secret.has('githubAppID')) throw unusable('authentication as a GitHub App is not supported yet');
  const tls = tlsOf(certSecretRef === undefined ? commitStatusTls(provider, secret) : certificates);
  return { ...targetOf(provider, secret, tls), addresses };
}

/** A target that is not a Provider's: where to send, and what a Provider's Secret would hold. Throws `DeliveryError`. */
export function fixedTarget(spec: Provider['spec'], secret: ReadonlyMap<string, string>): Target {
  const provider: Provider = { ...Provider.type, metadata: { name: '' }, spec };
  return { ...targetOf(provider, secret, undefined), addresses: undefined };
}

function targetOf({ metadata, spec }: Provider, secret: Texts, tls: TlsOptions | undefined): Omit<Target, 'addresses'> {
  const { channel = '', timeout, username = '' } = spec;
  const address = addressOf(spec.address, secret);
  const headers = headersOf(secret.get('headers'));
  const basic = basicOf(secret);
  const text = (key: string): string => secret.get(key)?.trim() ?? '';
  return {
    type: spec.type,
    uid: metadata.uid ?? '',
    address,
    channel,
    username: basic?.username ?? username,
    timeoutMs: timeout === undefined ? defaultTimeoutMs : parseDuration(timeout),
    token: text('token'),
    basic,
    headers,
    from: text('from'),
    tls,
    commitStatusExpr: spec.commitStatusExpr,
    provider: { metadata, spec },
    mask: maskOf(secret, headers, address),
  };
}

function addressOf(inSpec: string | undefined, secret: Texts): string {
  const address = (nonEmpty(secret.get('address')) ?? inSpec ?? '').trim();
  if (Buffer.byteLength(address) > longestAddress) throw unusable('the address in the Secret is too long');
  return address;
}

function commitStatusTls({ spec }: Provider, secret: Texts): Texts {
  return notifiers.get(spec.type)?.takesCommitStatus === 'only' ? secret : new Map();
}

async function readSecret(
  client: KubeClient,
  key: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<Texts> {
  try {
    return secretTexts(await client.get({ apiVersion: 'v1', kind: 'Secret', ...key }, { signal }));
  } catch (error) {
    if (signal.aborted) throw error;
    if (isNotFound(error)) throw unusable(`the Secret '${key.namespace}/${key.name}' does not exist`);
    if (isForbidden(error)) throw unusable(`the Secret '${key.namespace}/${key.name}' may not be read`);
    throw new DeliveryError(`the Secret '${key.namespace}/${key.name}' could not be read`, 'retry-provider', {
      cause: error,
    });
  }
}

/** The texts of a Secret by key. */
export function secretTexts(secret: KubeObject): Texts {
  const { data } = secret;
  if (typeof data !== 'object' || data === null) return new Map();
  return new Map(
    Object.entries(data).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[key, Buffer.from(value, 'base64').toString('utf8')]] : [],
    ),
  );
}

/** Half a pair is no credential, as upstream has it. */
function basicOf(secret: Texts): Target['basic'] {
  const [username, password] = [nonEmpty(secret.get('username')), nonEmpty(secret.get('password'))];
  return username === undefined || password === undefined ? undefined : { username, password };
}

function headersOf(text: string | undefined): ReadonlyMap<string, string> {
  if (text === undefined || text.trim() === '') return new Map();
  let value: unknown;
  try {
    [value] = readYaml(text);
  } catch {
    throw unusable("the Secret's key headers is not YAML");
  }
  const entries = isJsonObject(value as never) ? Object.entries(value as object) : [];
  const isText = entries.every(([name, each]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof each === 'string');
  if (entries.length === 0 || !isText) throw unusable("the Secret's key headers is not a map of texts");
  return new Map(entries as [string, string][]);
}

function tlsOf(texts: Texts): TlsOptions | undefined {
  const first = (...keys: readonly string[]): string | undefined =>
    keys.map((key) => nonEmpty(texts.get(key))).find((each) => each !== undefined);
  const [ca, cert, key] = [first('ca.crt', 'caFile'), first('tls.crt', 'certFile'), first('tls.key', 'keyFile')];
  if ((cert === undefined) !== (key === undefined)) throw unusable("'tls.crt' and 'tls.key' are needed together");
  if (ca === undefined && cert === undefined) return undefined;
  return { ...(ca === undefined ? {} : { ca }), ...(cert === undefined || key === undefined ? {} : { cert, key }) };
}

function maskOf(secret: Texts, headers: ReadonlyMap<string, string>, address: string): (text: string) => string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const parts =
    url === undefined ? [] : [`${url.pathname}${url.search}`, url.pathname, url.search, ...secretSegments(url)];
  const hidden = ['token', 'password', 'headers', 'address'].map((key) => secret.get(key)?.trim() ?? '');
  const values = [...hidden, ...headers.values(), ...parts]
    .filter((value) => value.length > 3)
    .sort((a, b) => b.length - a.length);
  return (text) => values.reduce((masked, value) => masked.replaceAll(value, '*****'), text);
}

/** Parts of a path that are too long for a word: services have tokens there, and may show them alone. */
function secretSegments({ pathname }: URL): string[] {
  return pathname.split('/').filter((segment) => segment.length >= 16);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}

function unusable(message: string): DeliveryError {
  return new DeliveryError(message, 'retry-provider');
}

import { resources } from '@sluice/api';
import type { KubeClient } from '@sluice/kube';
import { findObject } from '../../connection/find-object.ts';
import type { CliKind, Reference } from '../../kinds/cli-kind.ts';
import { cliKinds } from '../../kinds/cli-kinds.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';

/** What is read of a Kubernetes Event to choose by. */
export interface ChosenBy {
  readonly type?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly apiVersion?: string };
}

export interface EventChoice {
  /** `Kind` or `Kind/name`. */
  readonly for?: string;
  /** `Normal,Warning` */
  readonly types?: string;
}

/** Events of one kind, of one object and what it refers to, or of every kind of ours. */
export async function eventFilter(
  context: CommandContext,
  client: KubeClient,
  choice: EventChoice,
): Promise<(event: ChosenBy) => boolean> {
  const hasType = typeFilter(choice.types);
  if (choice.for === undefined) return (event) => hasType(event) && isOurs(event);
  const [word = '', name] = choice.for.split('/');
  const kind = kindOf(word);
  const references = await referencesOf(context, client, kind, name);
  const isAbout = ({ involvedObject: about = {} }: ChosenBy) =>
    references.some((each) => each.kind === about.kind && (each.name === undefined || each.name === about.name));
  return (event) => hasType(event) && isAbout(event);
}

function typeFilter(words: string | undefined): (event: ChosenBy) => boolean {
  const types = words?.split(',').map((word) => word.trim().toLowerCase());
  const unknown = types?.find((word) => word !== 'normal' && word !== 'warning');
  if (unknown !== undefined) throw new UserError(`valid --types are Normal and Warning, not ${unknown}`);
  return ({ type = '' }) => types === undefined || types.includes(type.toLowerCase());
}

function kindOf(word: string): CliKind {
  const kind = cliKinds.find(
    (each) => each.resource.kind.toLowerCase() === word.toLowerCase() || each.aliases.includes(word),
  );
  if (kind !== undefined) return kind;
  const known = cliKinds.map((each) => each.resource.kind).join(', ');
  throw new UserError(`unknown kind ${word}`, { hint: `one of ${known}` });
}

/** The object itself, or its whole kind, and what it refers to; an object that is gone refers to nothing. */
async function referencesOf(
  context: CommandContext,
  client: KubeClient,
  kind: CliKind,
  name: string | undefined,
): Promise<readonly Partial<Reference>[]> {
  const own = { kind: kind.resource.kind, ...(name === undefined ? {} : { name }) };
  if (name === undefined || kind.refersTo === undefined) return [own];
  const ref = { ...kind.resource.type, namespace: context.options.namespace, name };
  const object = await findObject(client, ref, context.deadline);
  const other = object === undefined ? undefined : kind.refersTo(object);
  return other === undefined ? [own] : [own, other];
}

function isOurs({ involvedObject }: ChosenBy): boolean {
  const [group = ''] = (involvedObject?.apiVersion ?? '').split('/');
  return group.endsWith('.toolkit.fluxcd.io') || resources.some((resource) => resource.group === group);
}

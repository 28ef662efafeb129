import type { FieldSpec, Image } from '../config/types.ts';
import { field, requireKind, setScalar } from '../node/fields.ts';
import { isNull, scalar, tags, textOf, type Node, type Source } from '../node/node.ts';
import { compilePrefixed, type TextMatcher } from '../regex.ts';
import { applyFieldSpecs } from './field-spec.ts';
import { splitImage } from './image-name.ts';
import type { Transformer } from './transformer.ts';

const tagAndDigest = /^(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$/;

/** Changes name, tag or digest of an image wherever a container has it. CustomResourceDefinitions stay as they are. */
export function imageTransformer(image: Image, specs: readonly FieldSpec[], source: Source): Transformer {
  return {
    source,
    async transform(set, { pacer }) {
      const matches = await compilePrefixed(
        image.name,
        (rest) => tagAndDigest.test(rest),
        tagAndDigest.source.slice(1),
      );
      const update = (node: Node): void => updateImage(node, { image, matches, source });
      for (const resource of set.list) {
        if (pacer.isDue) await pacer.pause();
        if (textOf(field(resource.node, 'kind')) === 'CustomResourceDefinition') continue;
        updateContainers(resource.node, update);
      }
      for (const resource of set.list) {
        if (pacer.isDue) await pacer.pause();
        if (textOf(field(resource.node, 'kind')) === 'CustomResourceDefinition') continue;
        applyFieldSpecs(resource.node, specs, { set: update, source });
      }
    },
  };
}

/** Containers may stand anywhere in a custom resource. */
function updateContainers(node: Node, update: (image: Node) => void): void {
  if (node.kind === 'seq') for (const item of node.content) updateContainers(item, update);
  if (node.kind !== 'map') return;
  for (let at = 0; at + 1 < node.content.length; at += 2) {
    const [key, value] = [node.content[at], node.content[at + 1]];
    if (key === undefined || value === undefined || value.kind === 'scalar') continue;
    updateContainers(value, update);
    const holdsContainers = key.value === 'containers' || key.value === 'initContainers';
    if (holdsContainers && value.kind === 'seq') updateList(value, update);
  }
}

function updateList(containers: Node, update: (image: Node) => void): void {
  for (const container of containers.content) {
    if (isNull(container)) continue;
    requireKind(container, 'map');
    const image = field(container, 'image');
    if (image !== undefined) update(image);
  }
}

interface ImageUpdate {
  readonly image: Image;
  readonly matches: TextMatcher;
  readonly source: Source;
}

function updateImage(node: Node, { image, matches, source }: ImageUpdate): void {
  requireKind(node, 'scalar');
  if (matches(node.value)) setScalar(node, scalar(newImage(node.value, image), tags.none, source));
}

/** A new tag or digest takes the place of both. */
function newImage(value: string, image: Image): string {
  const { name, tag, digest } = splitImage(value);
  const newName = image.newName === '' ? name : image.newName;
  if (image.newTag !== '' || image.digest !== '') return joinImage(newName, image.newTag, image.digest);
  if (image.tagSuffix !== '') return joinImage(newName, tag + image.tagSuffix, '');
  return joinImage(newName, tag, digest);
}

function joinImage(name: string, tag: string, digest: string): string {
  return `${name}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
}

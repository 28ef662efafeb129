import { parseYaml, resolvePlain, resolveScalar, type ScalarType } from '@sluice/objects';
import { tags, type Tag } from '../node/node.ts';

const tagOfType: Readonly<Record<ScalarType, Tag>> = {
  null: tags.null,
  bool: tags.boolean,
  int: tags.integer,
  float: tags.float,
  timestamp: tags.timestamp,
  str: tags.string,
};

/** The tag of a plain scalar of a resource, as kustomize's YAML reader resolves it. */
export function resolveTag(text: string): Tag {
  return text === '<<' ? tags.merge : tagOfType[resolvePlain(text, 'kustomize').type];
}

/** The number that a text of tag `!!int` or `!!float` stands for; undefined where it is none, or infinite. */
export function numberOf(text: string): number | bigint | undefined {
  const { value } = resolvePlain(text, 'kustomize');
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Texts that are one plain scalar, so that only words and numbers can be something else. */
const onePlainScalar = /^[A-Za-z0-9_./+~](?!.*(?:: |:$| #|\t| $))/;

/** Whether a line of text, unquoted, would be read as something else than a string by YAML 1.1: also as a map or nothing. */
export function isNonStringYaml11(text: string): boolean {
  if (text === '' || text.includes('\n')) return false;
  return onePlainScalar.test(text) ? resolvePlain(text).type !== 'str' : isNonStringDocument(text);
}

function isNonStringDocument(text: string): boolean {
  try {
    const root = parseYaml(text)[0]?.root;
    return root?.kind !== 'scalar' || resolveScalar(root).type !== 'str';
  } catch {
    return false;
  }
}

import { positionAt, YamlError } from '@sluice/objects';
import { keyText, ParsedMap, ParsedSeq, type Parsed } from './parsed.ts';

/** Where a map stands, for errors. */
export interface MapPlace {
  readonly text: string;
  readonly offset: number;
}

/**
 * The entries of a map with the values of its `<<` merged in: fields of the map itself win, and of several sources the
 * first. The map keeps the order in which its own fields were written; merged ones follow.
 *
 * @throws YamlError for a source that is no map, and for a second `<<`.
 */
export function mergeKeys(own: readonly Parsed[], merges: readonly Parsed[], place: MapPlace): Parsed[] {
  if (merges.length > 1) fail('duplicate merge key', place);
  const result = [...own];
  for (const merged of sourcesOf(merges[0], place)) addAll(result, merged.entries);
  addAll(result, own);
  return result;
}

function fail(reason: string, { text, offset }: MapPlace): never {
  throw new YamlError(reason, positionAt(text, offset));
}

/** Later sources are applied later, so the first of a list is the last here. */
function sourcesOf(value: Parsed | undefined, place: MapPlace): ParsedMap[] {
  const sources = value instanceof ParsedSeq ? value.items : [value];
  const maps = sources.map((source) =>
    source instanceof ParsedMap ? source : fail('map merge requires map or sequence of maps as the value', place),
  );
  return maps.toReversed();
}

function addAll(target: Parsed[], entries: readonly Parsed[]): void {
  for (let at = 0; at + 1 < entries.length; at += 2) {
    const [key, value] = [entries[at], entries[at + 1]];
    if (key !== undefined && value !== undefined) setEntry(target, key, value);
  }
}

function setEntry(target: Parsed[], key: Parsed, value: Parsed): void {
  const name = keyText(key);
  for (let at = 0; at < target.length; at += 2) {
    if (keyText(target[at]) === name) {
      target[at] = key;
      target[at + 1] = value;
      return;
    }
  }
  target.push(key, value);
}

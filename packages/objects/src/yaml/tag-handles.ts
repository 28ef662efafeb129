import type { Cursor } from './cursor.ts';
import type { Token } from './token.ts';

/** The prefix of the tags that YAML itself defines. */
export const yamlTagPrefix = 'tag:yaml.org,2002:';

/** The tag handles that a document may use: its own directives and the two that every document has. */
export class TagHandles {
  private readonly prefixes = new Map<string, string>();

  /** Adds a %TAG directive; false when the document has one of that handle already. */
  add(handle: string, prefix: string): boolean {
    if (this.prefixes.has(handle)) return false;
    this.prefixes.set(handle, prefix);
    return true;
  }

  /** The full tag of a tag token of a node that begins at `nodeStart`. */
  resolve(token: Token, cursor: Cursor, nodeStart: number): string {
    if (token.value === '') return token.suffix;
    const prefix = this.prefixes.get(token.value) ?? defaultPrefix(token.value);
    if (prefix === undefined) cursor.failParsing('found undefined tag handle', token.start, nodeStart);
    return prefix + token.suffix;
  }
}

function defaultPrefix(handle: string): string | undefined {
  if (handle === '!') return '!';
  return handle === '!!' ? yamlTagPrefix : undefined;
}

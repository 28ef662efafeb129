/** Kinds of tokens, as the YAML 1.1 grammar of libyaml has them. */
export const tokenKind = {
  streamEnd: 1,
  versionDirective: 2,
  tagDirective: 3,
  documentStart: 4,
  documentEnd: 5,
  blockSequenceStart: 6,
  blockMappingStart: 7,
  blockEnd: 8,
  flowSequenceStart: 9,
  flowSequenceEnd: 10,
  flowMappingStart: 11,
  flowMappingEnd: 12,
  flowEntry: 13,
  blockEntry: 14,
  key: 15,
  value: 16,
  alias: 17,
  anchor: 18,
  tag: 19,
  scalar: 20,
} as const;
export type TokenKind = (typeof tokenKind)[keyof typeof tokenKind];

/** How a scalar was written. */
export type ScalarStyle = 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded';

/**
 * One token. A simple key is recognised only at its `:`, behind its tokens; instead of moving tokens, the first of them
 * is then marked: `opensMapping` and `isKey` stand for a block-mapping-start and a key token in front of it.
 */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Text of a scalar, name of an anchor or alias, handle of a tag, handle of a %TAG directive, version. */
  readonly value: string;
  /** Suffix of a tag, prefix of a %TAG directive. */
  readonly suffix: string;
  readonly style: ScalarStyle;
  opensMapping: boolean;
  isKey: boolean;
}

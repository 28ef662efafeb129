import type { YamlError } from '@sluice/objects';

/** A configuration text that is no YAML, with the line. */
export class ConfigTextError extends Error {
  override readonly name = 'ConfigTextError';
  readonly line: number;

  constructor(message: string, cause: YamlError) {
    super(message, { cause });
    this.line = cause.line;
  }
}

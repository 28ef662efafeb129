/** Where in the tree a build failed. */
export interface BuildErrorPlace {
  /** The file below the tree's root: the resource, patch or kustomization that is at fault. */
  readonly file?: string | undefined;
  /** From 1. */
  readonly line?: number | undefined;
  /** The directories from the kustomization that was built to the one that failed. */
  readonly overlays: readonly string[];
}

/** A build that failed. The message says what is wrong, where, and through which overlays it was reached. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly overlays: readonly string[];
  /** What is wrong, without the place. */
  readonly reason: string;

  constructor(reason: string, place: BuildErrorPlace, options?: ErrorOptions) {
    super(`${placeText(place)}${reason}${chainText(place)}`, options);
    this.reason = reason;
    this.file = place.file;
    this.line = place.line;
    this.overlays = place.overlays;
  }
}

function placeText({ file, line }: BuildErrorPlace): string {
  if (file === undefined || file === '') return '';
  return line === undefined ? `${file}: ` : `${file}:${line}: `;
}

function chainText({ overlays }: BuildErrorPlace): string {
  if (overlays.length < 2) return '';
  const shown = overlays.length <= 8 ? overlays : [...overlays.slice(0, 4), '…', ...overlays.slice(-3)];
  return ` (overlays: ${shown.join(' → ')})`;
}

/** A message as people would read it. */
export interface MessageText {
  readonly title: string;
  readonly lines: readonly string[];
}

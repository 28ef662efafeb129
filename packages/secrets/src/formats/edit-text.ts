/** Replaces a part of a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with parts replaced; they must not overlap. */
export function editText(text: string, edits: Iterable<Edit>): string {
  let out = '';
  let at = 0;
  for (const edit of [...edits].toSorted((a, b) => a.start - b.start)) {
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}

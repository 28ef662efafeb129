/** Cuts commit ids and digests (40 to 128 hex digits) to eight characters, as upstream's tables do. */
export function shortenRevisions(text: string): string {
  return text.replaceAll(/[0-9a-f]{40,128}/g, (digits) => digits.slice(0, 8));
}

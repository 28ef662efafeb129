/** An image reference in its parts; missing ones are empty. */
export interface ImageName {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/** Splits `registry:5000/name:tag@sha256:…`; a colon before the first slash belongs to the registry. */
export function splitImage(image: string): ImageName {
  const slash = Math.max(image.indexOf('/'), 0);
  const at = image.indexOf('@', slash);
  const colon = image.indexOf(':', slash);
  if (at !== -1 && (colon === -1 || at < colon))
    return { name: image.slice(0, at), tag: '', digest: image.slice(at + 1) };
  if (colon === -1) return { name: image, tag: '', digest: '' };
  const name = image.slice(0, colon);
  if (at === -1) return { name, tag: image.slice(colon + 1), digest: '' };
  return { name, tag: image.slice(colon + 1, at), digest: image.slice(at + 1) };
}

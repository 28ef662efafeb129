/**
 * `spec.path` below the root of the artifact: what leads above the root ends at the root, as upstream has it. Without
 * `.`, `..` and empty parts; the root is ''.
 */
export function artifactPath(path: string | undefined): string {
  return resolvePath('', path ?? '');
}

/** `path` as seen from `directory`, clamped to the root in the same way. */
export function resolvePath(directory: string, path: string): string {
  const parts = directory === '' ? [] : directory.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** `directory/name`, where the directory may be the root. */
export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

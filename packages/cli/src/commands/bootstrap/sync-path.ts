/**
 * The directory of a cluster in the repository, from `--path`: relative, with `/`, without `.` and `..`, empty for the
 * root. A path never leads out of the repository: what would go above it stays at the root.
 */
export function cleanPath(text: string): string {
  const parts: string[] = [];
  for (const part of text.replaceAll('\\', '/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** As the Kustomization's `spec.path` has it. */
export function specPath(path: string): string {
  return `./${path}`;
}

/** Where the files of the toolkit itself lie: `<path>/flux-system`. */
export function systemDirectory(path: string, namespace: string): string {
  return path === '' ? namespace : `${path}/${namespace}`;
}

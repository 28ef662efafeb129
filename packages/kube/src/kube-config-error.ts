/** A configuration that cannot be used. The message is one line that names the file and what to change. */
export class KubeConfigError extends Error {
  override readonly name = 'KubeConfigError';
}

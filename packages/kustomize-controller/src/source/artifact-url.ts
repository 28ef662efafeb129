/** An artifact's URL with another host, for a controller that runs outside of the cluster; as it is without one. */
export function artifactUrl(url: string, host: string | undefined): string {
  if (host === undefined || host === '') return url;
  const replaced = new URL(url);
  replaced.host = host;
  return replaced.href;
}

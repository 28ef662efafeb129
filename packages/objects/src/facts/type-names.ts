/** Most types share a few long package names; facts write those short. */
const abbreviations: readonly (readonly [long: string, short: string])[] = [
  ['io.k8s.api.', 'api.'],
  ['io.k8s.apimachinery.pkg.apis.meta.', 'meta.'],
];

/** `io.k8s.api.core.v1.Pod` → `api.core.v1.Pod` */
export function shortTypeName(name: string): string {
  const found = abbreviations.find(([long]) => name.startsWith(long));
  return found === undefined ? name : found[1] + name.slice(found[0].length);
}

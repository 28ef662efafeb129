const packages: readonly (readonly [string, string])[] = [
  ['meta.', 'io.k8s.apimachinery.pkg.apis.meta.'],
  ['runtime.', 'io.k8s.apimachinery.pkg.runtime.'],
  ['util.intstr.', 'io.k8s.apimachinery.pkg.util.intstr.'],
  ['api.resource.', 'io.k8s.apimachinery.pkg.api.resource.'],
  ['apiextensions.', 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.'],
  ['apiregistration.', 'io.k8s.kube-aggregator.pkg.apis.apiregistration.'],
];

/** The name that OpenAPI documents give a Go type: `core.v1.Pod` is `io.k8s.api.core.v1.Pod`. */
export function openApiName(goName: string): string {
  const found = packages.find(([prefix]) => goName.startsWith(prefix));
  return found === undefined ? `io.k8s.api.${goName}` : found[1] + goName.slice(found[0].length);
}

/** The name of a custom resource's type: the group backwards, version, kind. */
export function customTypeName(group: string, version: string, kind: string): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

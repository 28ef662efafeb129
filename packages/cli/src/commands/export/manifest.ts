import { writeYaml, type JsonValue, type KubeObject } from '@sluice/objects';

/** An object as one would commit it to git, behind `---`: no status, nothing that the API server adds. */
export function manifestOf({ apiVersion, kind, metadata, ...rest }: KubeObject): string {
  const { name, namespace, labels, annotations } = metadata;
  const manifest = { apiVersion, kind, metadata: { name, namespace, labels, annotations }, spec: rest['spec'] };
  // takes out what is undefined, which YAML cannot hold
  const plain = JSON.parse(JSON.stringify(manifest)) as JsonValue;
  return `---\n${writeYaml(plain, { sortKeys: true })}`;
}

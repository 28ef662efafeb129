import { fieldOrCreate, setText } from '../node/fields.ts';
import { mapNode, type Source } from '../node/node.ts';
import type { IamPolicyConfig } from '../config/plugin-schemas.ts';
import { Resource } from '../resource/resource.ts';
import type { Schemas } from '../schema/schemas.ts';

/** A ServiceAccount that stands for an account of a cloud. Only Google's (`gke`) is known, as upstream. */
export function iamPolicyAccount(
  args: IamPolicyConfig,
  { source, schemas }: { source: Source; schemas: Schemas },
): Resource {
  if (args.cloud !== 'gke') throw new Error(`cloud provider ${args.cloud} not supported yet`);
  const { kubernetesService, serviceAccount } = args;
  const node = mapNode([], source);
  setText(node, 'apiVersion', 'v1', source);
  setText(node, 'kind', 'ServiceAccount', source);
  const metadata = fieldOrCreate(node, 'metadata', 'map', source);
  const account = `${serviceAccount.name}@${serviceAccount.projectId}.iam.gserviceaccount.com`;
  setText(fieldOrCreate(metadata, 'annotations', 'map', source), 'iam.gke.io/gcp-service-account', account, source);
  setText(metadata, 'name', kubernetesService.name, source);
  if (kubernetesService.namespace !== '') setText(metadata, 'namespace', kubernetesService.namespace, source);
  return new Resource(node, source, schemas);
}

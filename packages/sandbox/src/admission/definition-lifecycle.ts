import { forbidden } from '../status-error.ts';
import type { AdmissionPlugin } from './admission.ts';

/** Nothing is created of a kind whose definition is being deleted. */
export const definitionLifecycle: AdmissionPlugin = ({ operation, resource, name, context }) => {
  if (operation !== 'CREATE' || resource.origin !== 'custom') return;
  const definition = context.lookup(
    'apiextensions.k8s.io/customresourcedefinitions',
    '',
    `${resource.resource}.${resource.group}`,
  );
  if (definition?.metadata.deletionTimestamp === undefined) return;
  throw forbidden(resource, name, 'create not allowed while custom resource definition is terminating');
};

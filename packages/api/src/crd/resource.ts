import type { KubeObject, ObjectMeta, TypeRef } from '@sluice/objects';
import * as z from 'zod';

/** A column of `kubectl get`. */
export interface ResourceColumn {
  readonly name: string;
  readonly type: 'string' | 'date' | 'integer' | 'boolean' | 'number';
  /** Kubernetes' JSONPath subset, with the leading dot. */
  readonly jsonPath: string;
}

/** What is said once of a kind of ours: names, columns, and the zod schemas of spec and status. */
export interface ResourceDeclaration<Spec extends z.ZodType, Status extends z.ZodType> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly description: string;
  readonly columns: readonly ResourceColumn[];
  readonly spec: Spec;
  readonly status: Status;
}

/** An object of a kind of ours, defaults of its spec filled in. */
export interface ResourceObject<Spec extends z.ZodType, Status extends z.ZodType> extends KubeObject {
  metadata: ObjectMeta & { name: string };
  spec: z.infer<Spec>;
  status?: z.infer<Status>;
}

/** A declared kind: `type` names it for clients, `parse` turns what the API server sent into a trusted object. */
export interface Resource<Spec extends z.ZodType, Status extends z.ZodType> extends ResourceDeclaration<Spec, Status> {
  readonly type: TypeRef;
  readonly apiVersion: string;
  /**
   * The trusted object, defaults filled in. Throws `InvalidObjectError` with every field that is wrong: the API server
   * checks the same schema, but an object may have been stored before it did.
   */
  parse(object: KubeObject): ResourceObject<Spec, Status>;
}

/** An object that its own schema refuses. `issues` has one line per field: `spec.interval: …`. */
export class InvalidObjectError extends Error {
  readonly issues: readonly string[];

  constructor(kind: string, name: string, issues: readonly string[]) {
    super(`${kind} '${name}' is invalid: ${issues.join('; ')}`);
    this.name = 'InvalidObjectError';
    this.issues = issues;
  }
}

/** Declares a kind; everything else (types, CRD, parsing) follows from it. */
export function defineResource<Spec extends z.ZodType, Status extends z.ZodType>(
  declaration: ResourceDeclaration<Spec, Status>,
): Resource<Spec, Status> {
  const apiVersion = `${declaration.group}/${declaration.version}`;
  const body = z.object({ spec: declaration.spec, status: declaration.status.optional() });
  return {
    ...declaration,
    apiVersion,
    type: { apiVersion, kind: declaration.kind },
    parse(object) {
      const parsed = body.safeParse(object);
      const name = object.metadata.name;
      if (parsed.success && name !== undefined) {
        return { ...object, metadata: { ...object.metadata, name }, ...parsed.data } as ResourceObject<Spec, Status>;
      }
      const issues = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [
        'metadata.name: missing',
      ];
      throw new InvalidObjectError(declaration.kind, name ?? '', issues);
    },
  };
}

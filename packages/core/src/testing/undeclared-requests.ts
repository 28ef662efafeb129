import { policyRules, type Right } from '../rights.ts';

/** A request as the audit of an API server has it. */
export interface AuditedRequest {
  readonly verb: string;
  readonly group: string;
  /** Empty for what is not about objects. */
  readonly resource: string;
  readonly subresource: string;
}

/** The requests that the rights do not allow, as `verb group/resource/subresource`, each once. */
export function undeclaredRequests(requests: readonly AuditedRequest[], rights: readonly Right[]): readonly string[] {
  const rules = policyRules(rights);
  const isDeclared = ({ verb, group, resource, subresource }: AuditedRequest): boolean => {
    const full = subresource === '' ? resource : `${resource}/${subresource}`;
    return rules.some(
      ({ apiGroups, resources, verbs }) =>
        apiGroups.includes(group) && resources.includes(full) && verbs.some((each) => each === verb),
    );
  };
  const undeclared = requests.filter((request) => request.resource !== '' && !isDeclared(request));
  return [
    ...new Set(
      undeclared.map(({ verb, group, resource, subresource }) => `${verb} ${group}/${resource}/${subresource}`),
    ),
  ];
}

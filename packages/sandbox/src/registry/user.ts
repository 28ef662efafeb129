/** Who makes a request. */
export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** The user that the sandbox's own controllers act as. */
export const controllerManager: User = {
  name: 'system:kube-controller-manager',
  groups: ['system:authenticated', 'system:masters'],
};

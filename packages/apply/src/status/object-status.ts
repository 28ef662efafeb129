/** How an object stands, in the words of Kubernetes' kstatus. */
export type StatusName = 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown';

export interface ObjectStatus {
  readonly status: StatusName;
  /** Why, for people. */
  readonly message: string;
}

export function current(message: string): ObjectStatus {
  return { status: 'Current', message };
}

export function inProgress(message: string): ObjectStatus {
  return { status: 'InProgress', message };
}

export function failed(message: string): ObjectStatus {
  return { status: 'Failed', message };
}

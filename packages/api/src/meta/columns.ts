import type { ResourceColumn } from '../crd/resource.ts';

/** The age of an object; every kind has it. */
export const ageColumn: ResourceColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

/** Columns of a kind that is reconciled: its age, and what its condition Ready says. */
export const reconciledColumns: readonly ResourceColumn[] = [
  ageColumn,
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  { name: 'Status', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message' },
];

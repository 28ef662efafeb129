/** A revision as statuses carry it: `<label>@sha1:<commit>`, or `sha1:<commit>` where only a commit was asked for. */
export function formatRevision(label: string | undefined, commit: string): string {
  return label === undefined ? `sha1:${commit}` : `${label}@sha1:${commit}`;
}

const legacy = /^(.+)\/([0-9a-f]{40})$/;

/** Reads the older forms `main/<commit>` and `HEAD/<commit>` as today's, so that they compare equal. */
export function normalizeRevision(revision: string): string {
  const match = legacy.exec(revision);
  if (match === null || revision.includes('@sha1:')) return revision;
  const [, label = '', commit = ''] = match;
  return formatRevision(label === 'HEAD' ? undefined : label, commit);
}

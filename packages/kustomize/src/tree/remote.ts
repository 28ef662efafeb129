const remote = /^(?:git::|[a-z][a-z0-9+.-]*:\/\/|git@|gh:|(?:www\.)?github\.com[:/])/i;

/** Whether an entry means something on the network: a URL, or a git repository in one of its short forms. */
export function isRemote(path: string): boolean {
  return remote.test(path) || /\?(?:ref|version|timeout|submodules)=/.test(path);
}

/** Builds read nothing from the network. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';

  constructor(path: string) {
    super(
      `remote resources are not fetched: '${withoutCredentials(path)}' (keep a copy in the repository, or make it a source of its own)`,
    );
  }
}

function withoutCredentials(path: string): string {
  return path.replace(/\/\/[^/@]*@/, '//');
}

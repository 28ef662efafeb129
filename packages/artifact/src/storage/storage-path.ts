/** A path that would leave the storage, or stand for something else in it. */
export class StoragePathError extends Error {
  override readonly name = 'StoragePathError';
}

/** One name of a path in the storage: anything that could lead elsewhere is refused. */
export function checkPart(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name)) {
    throw new StoragePathError(`invalid storage path: ${JSON.stringify(name.slice(0, 80))} is not a file name`);
  }
  return name;
}

import { diskFileSystem, type FileSystem } from '@sluice/artifact';

/** The machine's disk, on which the named calls fail with the given code. */
export function diskWith(faults: Readonly<Partial<Record<keyof FileSystem, string>>>): FileSystem {
  const failing = Object.entries(faults).map(([call, code]) => {
    const fail = (): Promise<never> => Promise.reject(Object.assign(new Error(`${code}: the disk fails`), { code }));
    return [call, fail] as const;
  });
  return { ...diskFileSystem, ...Object.fromEntries(failing) };
}

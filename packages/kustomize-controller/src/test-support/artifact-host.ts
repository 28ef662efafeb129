import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ArchiveEntry, digestOf, packArtifact } from '@sluice/artifact';

/** An artifact as the status of a source has it. */
export interface HostedArtifact {
  readonly digest: string;
  readonly lastUpdateTime: string;
  readonly path: string;
  readonly revision: string;
  readonly size: number;
  readonly url: string;
}

/** Serves packed artifacts on loopback, as source-controller does. */
export class ArtifactHost {
  readonly #server: Server;
  readonly #files = new Map<string, Uint8Array>();
  /** How often each artifact was asked for. */
  readonly downloads: string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? '';
      this.downloads.push(path);
      const bytes = this.#files.get(path);
      response.statusCode = bytes === undefined ? 404 : 200;
      response.end(bytes);
    });
  }

  static async open(): Promise<ArtifactHost> {
    const host = new ArtifactHost();
    await new Promise<void>((resolve) => host.#server.listen(0, '127.0.0.1', resolve));
    return host;
  }

  /** Packs files by path. */
  async put(revision: string, files: Readonly<Record<string, string>>): Promise<HostedArtifact> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of packArtifact(entriesOf(files))) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const digest = digestOf('sha256', bytes);
    const path = `/${digest.slice('sha256:'.length)}.tar.gz`;
    this.#files.set(path, bytes);
    const { port } = this.#server.address() as AddressInfo;
    const url = `http://127.0.0.1:${String(port)}${path}`;
    return { digest, lastUpdateTime: '2026-01-01T00:00:00Z', path: path.slice(1), revision, size: bytes.length, url };
  }

  /** The artifact answers 404 from now on. */
  remove(artifact: HostedArtifact): void {
    this.#files.delete(`/${artifact.path}`);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Files by path, with their directories, in the order of an archive. */
export function entriesOf(files: Readonly<Record<string, string>>): readonly ArchiveEntry[] {
  const directories = new Set<string>();
  for (const path of Object.keys(files)) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, index) => directories.add(parts.slice(0, index + 1).join('/')));
  }
  const entries: ArchiveEntry[] = [
    ...Array.from(directories, (path): ArchiveEntry => ({ path, kind: 'directory', executable: false, size: 0 })),
    ...Object.entries(files).map(([path, text]): ArchiveEntry => {
      const bytes = Buffer.from(text);
      return { path, kind: 'file', executable: false, size: bytes.length, read: () => bytes };
    }),
  ];
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

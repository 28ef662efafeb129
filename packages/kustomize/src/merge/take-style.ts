import type { Node } from '../node/node.ts';

/** An empty target takes on the form of the patch. */
export function takeStyle({ target, patch }: { target: Node | undefined; patch: Node | undefined }): void {
  if (target === undefined || patch === undefined || target.kind === 'scalar') return;
  if (target.content.length === 0) target.flow = patch.flow;
}

import type { FactsHeader } from '../../packages/objects/src/facts/encoding.ts';
import { encodeTypes } from './encode-types.ts';
import type { ServerFacts } from './read-server.ts';

/** The facts as text, in the form that `readFacts` of packages/objects reads. Equal servers give equal text. */
export function encodeFacts(facts: ServerFacts, inputs: string): string {
  const header: FactsHeader = { format: 1, kubernetesVersion: facts.kubernetesVersion, inputs };
  const groups = facts.groups.map((group) => JSON.stringify(group));
  const kinds = facts.kinds.map((kind) => JSON.stringify(kind));
  const types = [...encodeTypes(facts.documents)].map(([name, type]) => `${name} ${JSON.stringify(type)}`);
  return [JSON.stringify(header), groups.join('\n'), kinds.join('\n'), types.join('\n')].join('\n\n');
}

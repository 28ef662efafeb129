import * as z from 'zod';
import type { JsonValue } from '@sluice/objects';

const text = z.string().min(1);

/** The envelope of CDEvents 0.4 (https://cdevents.dev); what the content of each type is, is not looked at. */
const cdEvent = z.object({
  context: z.object({
    version: z.string().regex(/^0\.4\.\d+(?:-\S+)?$/),
    id: text,
    source: text,
    type: z.string().regex(/^dev\.cdevents\.[a-z]+\.[a-z]+\.\d+\.\d+\.\d+(?:-\S+)?$/),
    timestamp: z.iso.datetime({ offset: true }),
  }),
  subject: z.object({ id: text, type: text.optional(), content: z.record(z.string(), z.unknown()) }),
});

/** What is wrong with a body as a CDEvent; undefined where nothing is. */
export function problemOfCdEvent(body: JsonValue): string | undefined {
  const parsed = cdEvent.safeParse(body);
  const [issue] = parsed.error?.issues ?? [];
  return issue === undefined ? undefined : `${issue.path.join('.')}: ${issue.message}`;
}

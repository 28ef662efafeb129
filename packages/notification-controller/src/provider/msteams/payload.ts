import type { Event } from '../../event/event.ts';
import { cut, nameOf, oneLine, plainMarkdown, sortedMetadata } from '../text.ts';

// Teams refuses messages beyond 28 KB.
const longestText = 12_000;
const longestFact = 1_000;
const mostFacts = 12;

interface Fact {
  readonly key: string;
  readonly value: string;
}

function factsOf(event: Event): Fact[] {
  return sortedMetadata(event.metadata)
    .slice(0, mostFacts)
    .map(([key, value]) => ({
      key: cut(plainMarkdown(oneLine(key)), 128),
      value: cut(plainMarkdown(value), longestFact),
    }));
}

/** An adaptive card, as workflows of Teams take it. */
export function adaptiveCard(event: Event): unknown {
  const isError = event.severity === 'error';
  const facts = factsOf(event).map(({ key, value }) => ({ title: key, value }));
  const items = [
    {
      type: 'TextBlock',
      text: plainMarkdown(nameOf(event.involvedObject)),
      size: 'large',
      weight: 'bolder',
      wrap: true,
    },
    {
      type: 'TextBlock',
      text: cut(plainMarkdown(event.message), longestText),
      wrap: true,
      ...(isError ? { color: 'attention' } : {}),
    },
    ...(facts.length === 0 ? [] : [{ type: 'FactSet', facts }]),
  ];
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [{ type: 'Container', items }],
          msteams: { width: 'Full' },
        },
      },
    ],
  };
}

/** The card that connectors of Teams took before workflows. */
export function messageCard(event: Event): unknown {
  const name = plainMarkdown(nameOf(event.involvedObject));
  return {
    '@type': 'MessageCard',
    '@context': 'http://schema.org/extensions',
    themeColor: event.severity === 'error' ? 'FF0000' : '0076D7',
    summary: name,
    sections: [
      {
        activityTitle: cut(plainMarkdown(event.message), longestText),
        activitySubtitle: name,
        facts: factsOf(event).map(({ key, value }) => ({ name: key, value })),
      },
    ],
  };
}

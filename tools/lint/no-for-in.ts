import type { Rule } from './rule.ts';

/** `for…in` walks the prototype too, where a user's key may have landed. */
export const noForIn: Rule = {
  meta: {
    type: 'problem',
    messages: { forIn: 'Iterate Object.keys, Object.entries or a Map: for…in walks the prototype too.' },
  },
  create: (context) => ({
    ForInStatement(node) {
      context.report({ node, messageId: 'forIn' });
    },
  }),
};

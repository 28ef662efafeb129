import type { Rule } from './rule.ts';

const suppression = /^\s*(?:(?:oxlint|eslint)-disable|@ts-expect-error|prettier-ignore|v8 ignore)/;
const reason = / -- \S+ \S+/;

/** A check that is silenced without saying why is one that nobody dares to switch on again. */
export const suppressionReason: Rule = {
  meta: {
    type: 'problem',
    messages: { reason: 'Say why after the suppression: "… -- the reason in a few words".' },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (suppression.test(comment.value) && !reason.test(comment.value)) {
          context.report({ node: comment, messageId: 'reason' });
        }
      }
    },
  }),
};

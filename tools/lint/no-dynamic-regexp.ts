import type { Rule } from './rule.ts';

/** A pattern that is not written in the source may be a user's, and JavaScript's engine can be made to hang by one. */
export const noDynamicRegexp: Rule = {
  meta: {
    type: 'problem',
    messages: { dynamic: 'Patterns that are not literal run on the linear-time engine (re2js), not on RegExp.' },
  },
  create: (context) => {
    function check(node: { callee: { type: string; name?: unknown }; arguments: { type: string }[] }): boolean {
      return (
        node.callee.type === 'Identifier' && node.callee.name === 'RegExp' && node.arguments[0]?.type !== 'Literal'
      );
    }
    return {
      NewExpression(node) {
        if (check(node)) context.report({ node, messageId: 'dynamic' });
      },
      CallExpression(node) {
        if (check(node)) context.report({ node, messageId: 'dynamic' });
      },
    };
  },
};

import type { Rule } from './rule.ts';

/** A test that sleeps is slow on a fast machine and wrong on a slow one: wait for a condition with a deadline. */
export const noSleep: Rule = {
  meta: {
    type: 'problem',
    messages: { sleep: 'Wait for an event or a condition with a deadline instead of sleeping.' },
  },
  create: (context) => ({
    ImportDeclaration(node) {
      const sleeps = node.specifiers.some(
        (each) =>
          each.type === 'ImportSpecifier' && each.imported.type === 'Identifier' && each.imported.name === 'setTimeout',
      );
      if (/^(node:)?timers\/promises$/.test(node.source.value) && sleeps) context.report({ node, messageId: 'sleep' });
    },
    CallExpression(node) {
      const [callback] = node.arguments;
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'setTimeout' || callback?.type !== 'Identifier')
        return;
      if (/^(r|res|resolve|done|ok)$/.test(callback.name)) context.report({ node, messageId: 'sleep' });
    },
  }),
};

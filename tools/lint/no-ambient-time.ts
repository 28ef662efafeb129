import type { Rule } from './rule.ts';

const timers = new Set(['setTimeout', 'setInterval', 'setImmediate']);
const clocks = new Set(['Date', 'performance']);

/** Time comes from the injected clock, so that tests and the crash runner hold it in their hands. */
export const noAmbientTime: Rule = {
  meta: {
    type: 'problem',
    messages: { ambient: '{{name}} reads the machine’s time: take it from the injected clock.' },
  },
  create: (context) => ({
    CallExpression(node) {
      const { callee } = node;
      if (callee.type === 'Identifier' && timers.has(callee.name)) {
        context.report({ node, messageId: 'ambient', data: { name: callee.name } });
      }
      if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return;
      if (!clocks.has(callee.object.name) || callee.property.type !== 'Identifier' || callee.property.name !== 'now')
        return;
      context.report({ node, messageId: 'ambient', data: { name: `${callee.object.name}.now` } });
    },
    NewExpression(node) {
      const isNow = node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0;
      if (isNow) context.report({ node, messageId: 'ambient', data: { name: 'new Date()' } });
    },
  }),
};

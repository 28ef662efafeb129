import type { Rule } from './rule.ts';

const shellFunctions = new Set(['exec', 'execSync']);

/** A shell reads meaning into names that users choose; programs are started with an argument list. */
export const noShell: Rule = {
  meta: {
    type: 'problem',
    messages: { shell: 'Start programs with an argument list (spawn, execFile), never through a shell.' },
  },
  create: (context) => ({
    ImportSpecifier(node) {
      const { parent } = node;
      if (parent?.type !== 'ImportDeclaration' || !/^(node:)?child_process$/.test(parent.source.value)) return;
      if (node.imported.type !== 'Identifier' || !shellFunctions.has(node.imported.name)) return;
      context.report({ node, messageId: 'shell' });
    },
    Property(node) {
      const isShell = node.key.type === 'Identifier' && node.key.name === 'shell' && !node.computed;
      const isOff = node.value.type === 'Literal' && node.value.value === false;
      if (isShell && !isOff && isCallArgument(node.parent)) context.report({ node, messageId: 'shell' });
    },
  }),
};

const starters = new Set(['spawn', 'spawnSync', 'execFile', 'execFileSync']);

function isCallArgument(object: unknown): boolean {
  const call = nodeOf(nodeOf(object)?.['parent']);
  const callee = nodeOf(call?.['callee']);
  return call?.['type'] === 'CallExpression' && callee !== undefined && starters.has(String(callee['name']));
}

function nodeOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : undefined;
}

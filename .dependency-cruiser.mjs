/**
 * Which package may import which. The list is the whole truth: what is not allowed here is an error, so a new package
 * starts with no imports of ours. `docs/architecture.md` draws the same picture.
 * @type {Record<string, string[]>}
 */
export const mayImport = {
  objects: [],
  net: ['objects'],
  api: ['objects'],
  kube: ['objects', 'net', 'api'],
  core: ['objects', 'net', 'api', 'kube'],
  artifact: ['objects', 'net'],
  git: ['objects', 'net'],
  kustomize: ['objects'],
  apply: ['objects', 'api', 'kube'],
  secrets: ['objects'],
  'source-controller': ['objects', 'net', 'api', 'kube', 'core', 'git', 'artifact'],
  'kustomize-controller': ['objects', 'net', 'api', 'kube', 'core', 'artifact', 'kustomize', 'apply', 'secrets'],
  'notification-controller': ['objects', 'net', 'api', 'kube', 'core'],
  sandbox: ['objects'],
  cli: [
    'objects',
    'net',
    'api',
    'kube',
    'core',
    'artifact',
    'git',
    'kustomize',
    'apply',
    'secrets',
    'source-controller',
    'kustomize-controller',
    'notification-controller',
    'sandbox',
  ],
};

/** Tests run the real parts together, so they may also import the sandbox and any package below the controllers. */
const test = String.raw`\.test\.ts$|/testing/|/test-support/`;

/**
 * @param {string} name
 * @param {string[]} allowed
 */
function packageRule(name, allowed) {
  return {
    name: `imports-of-${name}`,
    comment: `packages/${name} may import ${allowed.length === 0 ? 'no package of ours' : allowed.join(', ')}.`,
    severity: 'error',
    from: { path: `^packages/${name}/src`, pathNot: test },
    to: { path: '^packages/', pathNot: [name, ...allowed].map((each) => `^packages/${each}/`) },
  };
}

export default {
  forbidden: [
    ...Object.entries(mayImport).map(([name, allowed]) => packageRule(name, allowed)),
    {
      name: 'package-without-a-rule',
      comment: 'A package that mayImport does not list may import no package of ours.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/', pathNot: Object.keys(mayImport).map((name) => `^packages/${name}/`) },
      to: { path: '^packages/', pathNot: '^packages/$1/' },
    },
    {
      name: 'controllers-apart',
      comment:
        'Controllers speak through API objects, artifact URLs and events, so that each deploys alone: tests included.',
      severity: 'error',
      from: { path: '^packages/([^/]+-controller)/' },
      to: { path: '^packages/[^/]+-controller/', pathNot: '^packages/$1/' },
    },
    {
      name: 'sandbox-for-trying',
      comment: 'Only the CLI and tests use the sandbox: it must not reach a production bundle by another way.',
      severity: 'error',
      from: { path: '^packages/', pathNot: ['^packages/(cli|sandbox)/', test] },
      to: { path: '^packages/sandbox/' },
    },
    {
      name: 'package-by-name',
      comment:
        'Other packages are imported by name, through their entry: relative and deep paths escape the exports map.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: ['^packages/$1/', '^packages/[^/]+/src/(testing/)?index\\.ts$'] },
    },
    {
      name: 'no-test-in-product',
      comment: 'Product code imports no test and nothing of the test workspace.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src', pathNot: test },
      to: { path: ['\\.test\\.ts$', '/test-support/', '^test/'] },
    },
    {
      name: 'no-cycle',
      comment: 'Files that import each other in a circle cannot be read, or loaded, one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'Every import leads to a file or package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'client-node-in-kube',
      comment:
        '@kubernetes/client-node brings its generated models along; only kube knows how to import it without them.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/kube/' },
      to: { path: 'node_modules/@kubernetes/client-node' },
    },
    {
      name: 'isomorphic-git-in-git',
      comment: 'Git sits behind one port, which adds the limits.',
      severity: 'error',
      from: { path: '^packages/', pathNot: '^packages/git/' },
      to: { path: 'node_modules/isomorphic-git' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '/dist/|/bin/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@sluice/source', 'import', 'node', 'default', 'types'],
    },
  },
};

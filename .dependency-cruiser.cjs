/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that imports nothing is dead.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '/service-worker\\.ts$', '\\.test\\.tsx?$', '(^|/)[^/]+\\.config\\.[cm]?[jt]s$'],
      },
      to: {},
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:' } },
    {
      name: 'apps-stand-alone',
      comment: 'What two apps share goes into a package.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'contracts-import-only-zod',
      severity: 'error',
      from: { path: '^packages/contracts/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^packages/contracts/', '^node_modules/zod/'] },
    },
    {
      name: 'ui-imports-only-contracts',
      severity: 'error',
      from: { path: '^packages/ui/' },
      to: { path: '^(apps|packages|journeys)/', pathNot: '^packages/(ui|contracts)/' },
    },
    {
      name: 'web-apps-import-only-ui-and-contracts',
      severity: 'error',
      from: { path: '^apps/(customer|mitra|control-center)/' },
      to: { path: '^(packages|journeys)/', pathNot: '^packages/(ui|contracts)/' },
    },
    {
      name: 'server-ships-without-test-world',
      severity: 'error',
      from: { path: '^apps/server/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages/(dev-world|ui)|journeys|bench)/' },
    },
    {
      name: 'the-domain-knows-no-http',
      comment: 'Transitions are called by routes, sockets and jobs alike; they never call back.',
      severity: 'error',
      from: {
        path: '^apps/server/src/(payment|pairing|chat|extension|presence)/',
        pathNot: '(\\.test\\.ts$|/[^/]*routes\\.ts$)',
      },
      to: { path: '^apps/server/src/http/|/[^/]*routes\\.ts$' },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: {},
      to: { path: '\\.test\\.tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
}

/**
 * The import rule of the house: arrows point at what may be imported, inner folders know nothing of outer ones.
 *
 *   handlers → http → gateway → relations → phi, access, providers, audit, state → tokens → openai, contract
 *   handlers → metrics → the ports that are measured
 *   handlers → aws → the ports in those folders
 *   local → handlers      cli → access, audit, tokens, aws; its dry run → gateway      bin → lib → contract
 */
const MAY_IMPORT = {
  contract: [],
  openai: ['contract'],
  phi: ['openai', 'contract'],
  tokens: ['openai', 'contract'],
  access: ['openai', 'contract'],
  providers: ['openai', 'contract'],
  audit: ['openai', 'contract'],
  state: ['tokens', 'openai', 'contract'],
  relations: ['phi', 'tokens', 'openai', 'contract'],
  gateway: ['relations', 'phi', 'tokens', 'access', 'providers', 'audit', 'state', 'openai', 'contract'],
  metrics: ['gateway', 'phi', 'providers', 'audit', 'contract'],
  http: ['gateway', 'openai', 'contract'],
  aws: ['phi', 'tokens', 'access', 'providers', 'audit', 'state', 'openai', 'contract'],
  handlers: [
    ...['http', 'metrics', 'gateway', 'aws', 'phi', 'tokens', 'access', 'providers', 'audit', 'state'],
    ...['openai', 'contract'],
  ],
};

const layer = (name, allowed) => ({
  name: `lambda-${name}`,
  comment: `lambda/${name} may import only ${allowed.join(', ') || 'nothing else of ours'}.`,
  severity: 'error',
  from: { path: `^lambda/${name}/` },
  to: { path: '^(lambda|lib|bin|local|cli|test)/', pathNot: `^lambda/(${[name, ...allowed].join('|')})/` },
});

const only = (name, where, packages, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(lambda|lib|bin|cli|local)/', pathNot: where },
  to: { path: `node_modules/(${packages})` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(MAY_IMPORT).map(([name, allowed]) => layer(name, allowed)),
    {
      name: 'lib-imports-contract-alone',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(lambda|bin|local|cli|test)/', pathNot: '^lambda/contract/' },
    },
    {
      name: 'bin-imports-lib-alone',
      severity: 'error',
      from: { path: '^bin/' },
      to: { path: '^(lambda|local|cli|test)/' },
    },
    {
      name: 'cli-stays-off-the-request-path',
      comment: 'The dry run is the path itself, up to where it would send; it has no second implementation.',
      severity: 'error',
      from: { path: '^cli/', pathNot: '^cli/inspect/' },
      to: { path: '^(lambda/(handlers|http|gateway)|lib|bin|test)/' },
    },
    {
      name: 'dry-run-imports-no-transport',
      severity: 'error',
      from: { path: '^cli/inspect/' },
      to: { path: '^(lambda/(handlers|http|aws|state)|lib|bin|local|test)/' },
    },
    {
      name: 'local-imports-handlers',
      comment:
        'Two files make the first API key and set the policy, which in AWS is the work of the operator: they need stores.',
      severity: 'error',
      from: { path: '^local/', pathNot: '^local/local-(?:key|policy)\\.ts$' },
      to: { path: '^(lib|bin|test)/|^lambda/(gateway|http|aws)/' },
    },
    only(
      'aws-sdk-stays-in-aws',
      '^(lambda|cli)/aws/',
      '@aws-sdk|@aws-lambda-powertools',
      'Everything of AWS is behind a port; in cli/aws/ stands what the operator may do and no function.',
    ),
    only('hono-stays-in-http', '^lambda/http/', 'hono', 'The web framework is a detail of http/.'),
    only(
      'cdk-stays-in-lib',
      '^(lib|bin)/',
      'aws-cdk-lib|constructs|cdk-nag',
      'No CDK near the request path.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};

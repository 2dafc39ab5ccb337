/**
 * One configuration for every test in the workspace. The size of a test is in its file name; TEST_SIZE says which
 * size to run, because each needs different neighbours (see CONTRIBUTING.md).
 */
const patterns = {
  unit: ['**/*.spec.ts'],
  db: ['**/*.db.spec.ts'],
  e2e: ['**/*.e2e-spec.ts'],
  engine: ['**/*.engine-spec.ts'],
  browser: ['**/*.browser.ts'],
  whole: ['**/*.whole-spec.ts'],
};
const size = process.env.TEST_SIZE ?? 'unit';
if (!(size in patterns)) throw new Error(`TEST_SIZE must be one of ${Object.keys(patterns).join(', ')}, not "${size}"`);

export default {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools'],
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/tools/test/property-seed.mjs'],
  testMatch: patterns[size],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', ...(size === 'unit' ? ['\\.db\\.spec\\.ts$'] : [])],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2024',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^@scanfleet/(contracts|targets|scan-options|scan-report|recurrence|logging|env)$':
      '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['/dist/', '/\\.scanfleet/', '/\\.test-output/'],
  testTimeout: size === 'unit' ? 20_000 : size === 'whole' ? 600_000 : 60_000,
  maxWorkers: size === 'unit' ? 2 : 1,
};

import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

/**
 * Import zones inside the console: a feature may import what stands before it in this list (rows are peers that do not
 * import each other, except where a row lists one name). What lies upstream is told by events.
 */
export const consoleLine = [
  ['platform'],
  ['access'],
  ['zones'],
  ['exclusions', 'scan-commands', 'engines'],
  ['sites'],
  ['blackouts'],
  ['scans'],
  ['reports'],
  ['dispatch'],
  ['changes'],
  ['inventory'],
  ['ingest'],
  ['schedules'],
  ['alerts'],
  ['dashboard'],
];

const zones = consoleLine.flatMap((row, index) =>
  row.flatMap((feature) => {
    const before = consoleLine.slice(0, index).flat();
    const upstream = consoleLine.flat().filter((name) => name !== feature && !before.includes(name));
    if (upstream.length === 0) return [];
    return {
      target: `./apps/console/src/${feature}`,
      from: upstream.map((name) => `./apps/console/src/${name}`),
      message: `${feature} may import only from ${before.join(', ') || 'libraries'}; tell the others by an event.`,
    };
  }),
);

const noProcesses = {
  name: 'node:child_process',
  message: 'Programs are started in one place only: src/process/ of the engine (and the tools).',
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/.nx/**',
      '**/.angular/**',
      '**/.scanfleet/**',
      '**/.test-output/**',
      '**/node_modules/**',
      '**/fixtures/**/*.mjs',
      '**/angular-cache/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    plugins: { '@nx': nx, 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ project: ['tsconfig.base.json'], noWarnOnMultipleProjects: true }),
      ],
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/only-throw-error': 'error',
      'import-x/no-cycle': ['error', { maxDepth: 8 }],
      'import-x/no-default-export': 'error',
      'no-console': 'error',
      'no-restricted-imports': ['error', { paths: [noProcesses] }],
      eqeqeq: 'error',
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: ['^\\.\\./\\.\\./\\.\\./tools/.*'],
          depConstraints: [
            { sourceTag: 'ground:wire', onlyDependOnLibsWithTags: [], allowedExternalImports: ['zod'] },
            {
              sourceTag: 'ground:pure',
              onlyDependOnLibsWithTags: ['ground:pure'],
              bannedExternalImports: ['@nestjs/*', 'typeorm', 'pg', 'pino', 'undici'],
            },
            { sourceTag: 'ground:node', onlyDependOnLibsWithTags: ['ground:node'] },
            { sourceTag: 'app:console', onlyDependOnLibsWithTags: ['type:lib'] },
            {
              sourceTag: 'app:engine',
              onlyDependOnLibsWithTags: ['type:lib'],
              bannedExternalImports: ['@nestjs/*', 'typeorm', 'pg', 'bullmq'],
            },
            {
              sourceTag: 'app:web',
              onlyDependOnLibsWithTags: ['ground:wire', 'ground:pure'],
              bannedExternalImports: ['@nestjs/*', 'typeorm', 'pg', 'pino', 'undici'],
            },
          ],
        },
      ],
    },
  },
  {
    files: ['apps/console/src/**/*.ts'],
    rules: { 'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }] },
  },
  {
    files: ['libs/*/src/**/*.ts'],
    ignores: ['**/*spec.ts', 'libs/logging/**', 'libs/env/**', '**/test-data/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [noProcesses],
          patterns: [{ group: ['node:*'], message: 'Pure libraries run in the browser too: no Node modules.' }],
        },
      ],
    },
  },
  {
    files: [
      'apps/engine/src/process/**/*.ts',
      '**/*spec.ts',
      '**/*.browser.ts',
      '**/test/**/*.ts',
      '**/bench/**/*.ts',
      'tools/**/*.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['**/*spec.ts', '**/*.browser.ts'],
    plugins: { jest },
    rules: {
      'jest/valid-expect': 'error',
      'jest/expect-expect': [
        'error',
        {
          assertFunctionNames: ['expect', 'expect*', 'fc.assert', '**.expect', '**.waitFor', 'survives'],
        },
      ],
      'jest/no-focused-tests': 'error',
      'jest/no-identical-title': 'error',
    },
  },
  {
    files: ['**/*.config.ts', 'apps/console/migrations/**'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: ['apps/web/src/**/*.ts'],
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/prefer-on-push-component-change-detection': 'off',
      '@angular-eslint/component-class-suffix': 'off',
      '@angular-eslint/directive-class-suffix': 'off',
    },
  },
  {
    files: ['apps/web/src/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
  prettier,
);

import { readConfig as readSettings } from '@scanfleet/env';
import { StartProblem } from '../start-problem.js';
import { Config } from './config.js';
import { environmentNames, settingsSchema } from './settings.js';

/**
 * Reads the settings from the file that `SCANFLEET_CONFIG` names (YAML or JSON, if set) and from the environment, which
 * outranks the file. An empty variable counts as absent.
 * @returns the settings, and warnings about variables that nothing reads.
 * @throws StartProblem that names everything that is wrong, not only the first.
 */
export function readConfig(env: NodeJS.ProcessEnv): { config: Config; warnings: string[] } {
  const result = readSettings({
    schema: settingsSchema,
    file: env['SCANFLEET_CONFIG'] || undefined,
    env,
    prefix: 'SCANFLEET_',
    mapping: environmentNames,
    foreign: ['SCANFLEET_CONFIG', 'SCANFLEET_ENGINE_', 'SCANFLEET_TEST_'],
  });
  if (!result.ok) throw new StartProblem(result.problems.map(({ name, message }) => `${name}: ${message}`));
  return {
    config: new Config(result.config),
    warnings: result.warnings.map(({ name, message }) => `${name}: ${message}`),
  };
}

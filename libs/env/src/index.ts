export { loadConfigFile, type LoadedConfigFile } from './load-config-file.js';
export { readConfig, type ReadConfigOptions, type ReadConfigResult } from './read-config.js';
export { readEnv } from './read-env.js';
export { ConfigInvalid, type ConfigProblem } from './config-problem.js';

import { accessSync, constants, mkdirSync } from 'node:fs';
import { codeOf, StartProblem } from '../start-problem.js';
import type { Config } from './config.js';

/**
 * Looks whether the files and folders that the settings name can be used, and makes the data folder.
 * @throws StartProblem that names every one that cannot.
 */
export function checkPaths(config: Config): void {
  const problems: string[] = [];
  for (const file of config.tls ? [config.tls.certFile, config.tls.keyFile] : []) {
    try {
      accessSync(file, constants.R_OK);
    } catch {
      problems.push(`The TLS file ${file} cannot be read: check that it is there and who may read it.`);
    }
  }
  if (config.mail?.caFile) {
    try {
      accessSync(config.mail.caFile, constants.R_OK);
    } catch {
      problems.push(
        `The file ${config.mail.caFile} of SCANFLEET_SMTP_CA cannot be read: check that it is there and who may read it.`,
      );
    }
  }
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    accessSync(config.dataDir, constants.W_OK);
  } catch (error) {
    problems.push(
      codeOf(error) === 'ENOSPC'
        ? `The disk with ${config.dataDir} is full: free some space and start again.`
        : `The data folder ${config.dataDir} cannot be written: change its owner or set SCANFLEET_DATA.`,
    );
  }
  if (problems.length > 0) throw new StartProblem(problems);
}

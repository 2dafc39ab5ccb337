import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { readConfig, type ConfigProblem } from '@scanfleet/env';
import * as z from 'zod';
import { readEntries } from '../policy/address-entries.js';

const path = z.string().min(1, 'must be a path');
const secret = z.string().trim().min(1, 'must not be empty');

/** Addresses, CIDRs and ranges. */
const addressList = z.array(z.string()).superRefine((entries, context) => {
  for (const message of readEntries(entries).problems) context.addIssue({ code: 'custom', message });
});

/** What the owner of an engine allows; the console can only ask for less. */
export const policyConfig = z.strictObject({
  allowed: addressList.default(['127.0.0.0/8', '::1']),
  denied: addressList.default([]),
  scanners: z.array(z.enum(['nmap', 'masscan'], 'must be nmap or masscan')).default(['nmap', 'masscan']),
  /** Most packets a second of one scanner. */
  maxRate: z.number('must be a number').int('must be whole').positive('must be above 0').nullable().default(null),
  /** Options that are refused unless the owner allows them, such as `--dns-servers`. */
  allowOptions: z.array(z.string()).default([]),
  /** NSE scripts that are refused unless the owner allows them, such as `ssh-brute`. */
  allowScripts: z.array(z.string()).default([]),
});
export type PolicyConfig = z.infer<typeof policyConfig>;

const schema = z
  .strictObject({
    consoleUrl: z.url({
      protocol: /^https?$/,
      error: 'must be the address of the console, like https://console.example',
    }),
    token: secret.optional(),
    tokenFile: path.optional(),
    joinToken: secret.optional(),
    joinTokenFile: path.optional(),
    name: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(120, 'must have at most 120 characters')
      .default(hostname()),
    dataDir: path.default('/var/lib/scanfleet-engine'),
    caFile: path.optional(),
    allowInsecure: z.boolean('must be true or false').default(false),
    policy: policyConfig.optional(),
    policyFile: path.optional(),
    slots: z
      .number('must be a number')
      .int('must be whole')
      .min(1, 'must be at least 1')
      .max(256, 'must be at most 256')
      .default(2),
    logLevel: z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').default('info'),
    logFormat: z.enum(['pretty', 'json'], 'must be pretty or json').default('pretty'),
    nmapPath: path.optional(),
    masscanPath: path.optional(),
    masscan: z
      .strictObject({
        routerMac: z
          .string()
          .regex(/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i, 'must look like 00:11:22:33:44:55')
          .optional(),
        interface: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}$/, 'must be the name of a network interface')
          .optional(),
        adapterIp: z.union([z.ipv4(), z.ipv6()], 'must be an address').optional(),
      })
      .default({}),
    /** The user of scanners when the engine is root; `root` = they run as root too. */
    scannerUser: z
      .string()
      .regex(/^([a-z_][a-z0-9_.-]{0,31}|\d{1,9})$/i, 'must be the name or number of a user')
      .default('nobody'),
    /** Address space of one scanner, MiB. */
    scannerMemoryMb: z
      .number('must be a number')
      .int('must be whole')
      .min(64, 'must be at least 64')
      .max(1_048_576, 'must be at most 1048576')
      .default(2048),
    /** Largest file that a scanner may write, MiB; its report is one. */
    scannerFileMb: z
      .number('must be a number')
      .int('must be whole')
      .min(1, 'must be at least 1')
      .max(1_048_576, 'must be at most 1048576')
      .default(4096),
    /** Longest run of one scanner, whatever the console allows. */
    scannerHours: z.number('must be a number').positive('must be above 0').max(500, 'must be at most 500').default(24),
    nice: z
      .number('must be a number')
      .int('must be whole')
      .min(0, 'must be 0 to 19')
      .max(19, 'must be 0 to 19')
      .default(0),
    shutdownGraceSeconds: z
      .number('must be a number')
      .min(0, 'must not be negative')
      .max(86_400, 'must be at most a day')
      .default(20),
  })
  .superRefine(checkTogether, { when: ({ value }) => typeof value === 'object' && value !== null });

/** What depends on more than one setting. Runs even when others are wrong, so that all problems come at once; hence the doubt in it. */
function checkTogether(config: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const both = (one: string, other: string): void => {
    if (config[one] === undefined || config[other] === undefined) return;
    context.addIssue({ code: 'custom', path: [other], message: `give either ${one} or ${other}, not both` });
  };
  both('token', 'tokenFile');
  both('joinToken', 'joinTokenFile');
  both('policy', 'policyFile');
  const { consoleUrl } = config;
  if (typeof consoleUrl !== 'string' || !/^http:/i.test(consoleUrl) || config['allowInsecure'] === true) return;
  if (URL.canParse(consoleUrl) && !isLoopback(consoleUrl)) {
    const message = 'would send the token unencrypted; use https, or set allowInsecure: true if the network is trusted';
    context.addIssue({ code: 'custom', path: ['consoleUrl'], message });
  }
}

/** All settings with their defaults in place, paths absolute. */
export type EngineConfig = z.output<typeof schema>;

const PREFIX = 'SCANFLEET_ENGINE_';
const mapping: Readonly<Record<string, string>> = {
  [`${PREFIX}CONSOLE_URL`]: 'consoleUrl',
  [`${PREFIX}TOKEN`]: 'token',
  [`${PREFIX}TOKEN_FILE`]: 'tokenFile',
  [`${PREFIX}JOIN_TOKEN`]: 'joinToken',
  [`${PREFIX}JOIN_TOKEN_FILE`]: 'joinTokenFile',
  [`${PREFIX}NAME`]: 'name',
  [`${PREFIX}DATA_DIR`]: 'dataDir',
  [`${PREFIX}CA_FILE`]: 'caFile',
  [`${PREFIX}ALLOW_INSECURE`]: 'allowInsecure',
  [`${PREFIX}POLICY_ALLOWED`]: 'policy.allowed',
  [`${PREFIX}POLICY_DENIED`]: 'policy.denied',
  [`${PREFIX}POLICY_SCANNERS`]: 'policy.scanners',
  [`${PREFIX}POLICY_MAX_RATE`]: 'policy.maxRate',
  [`${PREFIX}POLICY_ALLOW_OPTIONS`]: 'policy.allowOptions',
  [`${PREFIX}POLICY_ALLOW_SCRIPTS`]: 'policy.allowScripts',
  [`${PREFIX}POLICY_FILE`]: 'policyFile',
  [`${PREFIX}SLOTS`]: 'slots',
  [`${PREFIX}LOG_LEVEL`]: 'logLevel',
  [`${PREFIX}LOG_FORMAT`]: 'logFormat',
  [`${PREFIX}NMAP_PATH`]: 'nmapPath',
  [`${PREFIX}MASSCAN_PATH`]: 'masscanPath',
  [`${PREFIX}MASSCAN_ROUTER_MAC`]: 'masscan.routerMac',
  [`${PREFIX}MASSCAN_INTERFACE`]: 'masscan.interface',
  [`${PREFIX}MASSCAN_ADAPTER_IP`]: 'masscan.adapterIp',
  [`${PREFIX}SCANNER_USER`]: 'scannerUser',
  [`${PREFIX}SCANNER_MEMORY_MB`]: 'scannerMemoryMb',
  [`${PREFIX}SCANNER_FILE_MB`]: 'scannerFileMb',
  [`${PREFIX}SCANNER_HOURS`]: 'scannerHours',
  [`${PREFIX}NICE`]: 'nice',
  [`${PREFIX}SHUTDOWN_GRACE_SECONDS`]: 'shutdownGraceSeconds',
};
export const environmentNames: readonly string[] = Object.keys(mapping);

export type EngineConfigResult = { ok: true; config: EngineConfig } | { ok: false; problems: ConfigProblem[] };

/**
 * Reads the engine's configuration: environment before file before defaults. A variable of the engine that nothing reads is a
 * problem, as a mistyped limit would otherwise be no limit. Relative paths count from the folder of the file.
 */
export function readEngineConfig(file: string | undefined, env: NodeJS.ProcessEnv): EngineConfigResult {
  const result = readConfig({ schema, file, env, prefix: PREFIX, mapping });
  if (!result.ok) return result;
  if (result.warnings.length > 0) return { ok: false, problems: result.warnings };
  return { ok: true, config: withAbsolutePaths(result.config, file === undefined ? process.cwd() : dirname(file)) };
}

function withAbsolutePaths(config: EngineConfig, folder: string): EngineConfig {
  const absolute = (given: string | undefined): string | undefined =>
    given === undefined ? undefined : resolve(folder, given);
  return {
    ...config,
    dataDir: resolve(folder, config.dataDir),
    tokenFile: absolute(config.tokenFile),
    joinTokenFile: absolute(config.joinTokenFile),
    caFile: absolute(config.caFile),
    policyFile: absolute(config.policyFile),
    nmapPath: absolute(config.nmapPath),
    masscanPath: absolute(config.masscanPath),
  };
}

function isLoopback(url: string): boolean {
  const { hostname: host } = new URL(url);
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

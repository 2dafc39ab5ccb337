import { join, resolve } from 'node:path';
import { z } from 'zod';
import { consoleRoot } from './console-root.js';
import { isMailFrom, isSmtpUrl, MAIL_FROM_FORM, SMTP_URL_FORM } from './mail-settings.js';
import { isNetwork } from './network.js';
import { isSecretKey, SECRET_KEY_FORM } from './secret-key.js';

const defaultWebRoot = (): string => join(consoleRoot(), '..', 'web', 'dist', 'browser');
const number = (low: number, high: number) =>
  z
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(low, `must be at least ${low}`)
    .max(high, `must be at most ${high}`);
const path = z
  .string()
  .min(1, 'must not be empty')
  .transform((text) => resolve(text));
const url = (schemes: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), {
    error: `must be a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  });
const networks = z.array(z.string().refine(isNetwork, { error: 'is neither an address nor a CIDR' }));

/** Every setting: its name in the configuration file, its default, its limits. */
export const settingsSchema = z
  .object({
    host: z.string().min(1, 'must not be empty').default('127.0.0.1'),
    port: number(0, 65_535).default(8080),
    databaseUrl: url(['postgres:', 'postgresql:']),
    databasePool: number(2, 200).default(10),
    redisUrl: url(['redis:', 'rediss:']).nullable().default(null),
    queuePrefix: z
      .string()
      .regex(/^[a-z0-9_-]{1,40}$/i, 'must be 1 to 40 letters, digits, - or _')
      .default('scanfleet'),
    dataDir: path.default(() => resolve('.scanfleet')),
    role: z.enum(['all', 'api', 'worker'], { error: 'must be all, api or worker' }).default('all'),
    logLevel: z
      .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
      .default('info'),
    logFormat: z.enum(['pretty', 'json'], { error: 'must be pretty or json' }).default('json'),
    tlsCert: path.nullable().default(null),
    tlsKey: path.nullable().default(null),
    trustedProxies: networks.default([]),
    publicUrl: url(['http:', 'https:'])
      .transform((text) => text.replace(/\/+$/, ''))
      .nullable()
      .default(null),
    webRoot: path.default(defaultWebRoot),
    userAgent: z
      .string()
      .regex(/^[\x20\x21\x23-\x5b\x5d-\x7e]{1,200}$/, 'must be 1 to 200 printable ASCII characters without " and \\')
      .nullable()
      .default(null),
    leaseSeconds: number(5, 3600).default(60),
    workerConcurrency: number(1, 64).default(4),
    drainSeconds: number(0, 600).default(20),
    sizeGuardProbes: number(0, Number.MAX_SAFE_INTEGER).default(50_000_000),
    scheduleGraceSeconds: number(5, 86_400).default(300),
    goneAfterMisses: number(1, 1000).default(3),
    secretKey: z.string().refine(isSecretKey, { error: SECRET_KEY_FORM }).nullable().default(null),
    smtpUrl: z.string().refine(isSmtpUrl, { error: SMTP_URL_FORM }).nullable().default(null),
    mailFrom: z.string().refine(isMailFrom, { error: MAIL_FROM_FORM }).nullable().default(null),
    smtpCa: path.nullable().default(null),
    adminPassword: z.string().min(12, 'must have at least 12 characters').max(1024).nullable().default(null),
    firstPasswordFile: path.nullable().default(null),
  })
  .strict()
  .superRefine((settings, context) => {
    if (Boolean(settings.tlsCert) !== Boolean(settings.tlsKey)) {
      const path = [settings.tlsCert ? 'tlsKey' : 'tlsCert'];
      context.addIssue({ code: 'custom', path, message: 'is not set: TLS needs both the certificate and its key' });
    }
    if (Boolean(settings.smtpUrl) !== Boolean(settings.mailFrom)) {
      const path = [settings.smtpUrl ? 'mailFrom' : 'smtpUrl'];
      context.addIssue({ code: 'custom', path, message: 'is not set: mail needs both the server and the sender' });
    }
  });
export type Settings = z.output<typeof settingsSchema>;
export type SettingName = keyof Settings;

/** Environment variable of each setting. The environment outranks the file. */
export const environmentNames: Readonly<Record<string, SettingName>> = {
  SCANFLEET_HOST: 'host',
  SCANFLEET_PORT: 'port',
  DATABASE_URL: 'databaseUrl',
  SCANFLEET_DATABASE_POOL: 'databasePool',
  REDIS_URL: 'redisUrl',
  SCANFLEET_QUEUE_PREFIX: 'queuePrefix',
  SCANFLEET_DATA: 'dataDir',
  SCANFLEET_ROLE: 'role',
  SCANFLEET_LOG_LEVEL: 'logLevel',
  SCANFLEET_LOG_FORMAT: 'logFormat',
  SCANFLEET_TLS_CERT: 'tlsCert',
  SCANFLEET_TLS_KEY: 'tlsKey',
  SCANFLEET_TRUSTED_PROXIES: 'trustedProxies',
  SCANFLEET_PUBLIC_URL: 'publicUrl',
  SCANFLEET_WEB_ROOT: 'webRoot',
  SCANFLEET_USER_AGENT: 'userAgent',
  SCANFLEET_LEASE_SECONDS: 'leaseSeconds',
  SCANFLEET_WORKER_CONCURRENCY: 'workerConcurrency',
  SCANFLEET_DRAIN_SECONDS: 'drainSeconds',
  SCANFLEET_SIZE_GUARD_PROBES: 'sizeGuardProbes',
  SCANFLEET_SCHEDULE_GRACE_SECONDS: 'scheduleGraceSeconds',
  SCANFLEET_GONE_AFTER_MISSES: 'goneAfterMisses',
  SCANFLEET_SECRET_KEY: 'secretKey',
  SCANFLEET_SMTP_URL: 'smtpUrl',
  SCANFLEET_MAIL_FROM: 'mailFrom',
  SCANFLEET_SMTP_CA: 'smtpCa',
  SCANFLEET_ADMIN_PASSWORD: 'adminPassword',
  SCANFLEET_FIRST_PASSWORD_FILE: 'firstPasswordFile',
};

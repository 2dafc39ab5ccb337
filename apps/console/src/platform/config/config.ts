import { join } from 'node:path';
import type { MailSettings } from './mail-settings.js';
import type { Settings } from './settings.js';

/** How this console was told to run. Read once at start; see `settings.ts` for names, defaults and limits. */
export class Config {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly databasePool: number;
  /** Null = queue and bus run on Postgres. */
  readonly redisUrl: string | null;
  /** Sets the keys of several installations on one Redis apart. */
  readonly queuePrefix: string;
  /** Folder for artifacts and the like, absolute. */
  readonly dataDir: string;
  readonly role: Settings['role'];
  readonly logLevel: Settings['logLevel'];
  readonly logFormat: Settings['logFormat'];
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Addresses and CIDRs of proxies whose forwarded headers count. */
  readonly trustedProxies: readonly string[];
  /** Address under which people reach the console, without a trailing slash. */
  readonly publicUrl: string | null;
  /** Folder of the built web console, absolute. */
  readonly webRoot: string;
  /** What HTTP scripts of nmap call themselves; null = nmap's own word. */
  readonly userAgent: string | null;
  /** Seconds that a lease lasts without being renewed. */
  readonly leaseSeconds: number;
  /** Jobs that one worker process does side by side. */
  readonly workerConcurrency: number;
  /** Seconds that requests and jobs get to end by themselves when the console stops. */
  readonly drainSeconds: number;
  /** A scan of more probes must be confirmed; 0 = none must. */
  readonly sizeGuardProbes: number;
  /** A run of a schedule may begin so many seconds after it was due before it counts as missed. */
  readonly scheduleGraceSeconds: number;
  /** A host that so many completed scans in a row found down is gone. */
  readonly goneAfterMisses: number;
  /** Key that seals what must be usable and not readable, as it was given; null = one is kept in the data folder. */
  readonly secretKey: string | null;
  /** How mail is sent; null = it is not. */
  readonly mail: MailSettings | null;
  /** Password of the first admin; null = one is made. */
  readonly adminPassword: string | null;
  /** Where a made password of the first admin is left, absolute. */
  readonly firstPasswordFile: string;

  constructor(settings: Settings) {
    this.host = settings.host;
    this.port = settings.port;
    this.databaseUrl = settings.databaseUrl;
    this.databasePool = settings.databasePool;
    this.redisUrl = settings.redisUrl;
    this.queuePrefix = settings.queuePrefix;
    this.dataDir = settings.dataDir;
    this.role = settings.role;
    this.logLevel = settings.logLevel;
    this.logFormat = settings.logFormat;
    this.tls = settings.tlsCert && settings.tlsKey ? { certFile: settings.tlsCert, keyFile: settings.tlsKey } : null;
    this.trustedProxies = settings.trustedProxies;
    this.publicUrl = settings.publicUrl;
    this.webRoot = settings.webRoot;
    this.userAgent = settings.userAgent;
    this.leaseSeconds = settings.leaseSeconds;
    this.workerConcurrency = settings.workerConcurrency;
    this.drainSeconds = settings.drainSeconds;
    this.sizeGuardProbes = settings.sizeGuardProbes;
    this.scheduleGraceSeconds = settings.scheduleGraceSeconds;
    this.goneAfterMisses = settings.goneAfterMisses;
    this.secretKey = settings.secretKey;
    this.mail =
      settings.smtpUrl && settings.mailFrom
        ? { smtpUrl: settings.smtpUrl, from: settings.mailFrom, caFile: settings.smtpCa }
        : null;
    this.adminPassword = settings.adminPassword;
    this.firstPasswordFile = settings.firstPasswordFile ?? join(settings.dataDir, 'first-admin-password');
  }

  /** Whether this process answers requests. */
  get servesApi(): boolean {
    return this.role !== 'worker';
  }

  /** Whether this process does background jobs. */
  get worksJobs(): boolean {
    return this.role !== 'api';
  }
}

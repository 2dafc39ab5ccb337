import type {
  ApiKey,
  Change,
  Engine,
  Exclusion,
  Host,
  JoinToken,
  Role,
  Scan,
  ScanCommand,
  ScanResult,
  Schedule,
  Site,
  User,
  UserSession,
} from '@scanfleet/contracts';
import { fakeAlerts, type FakeAlerts } from './fake-alerts.js';
import { fakeBlackouts, type FakeBlackout } from './fake-blackouts.js';
import {
  fakeEngineWork,
  fakeEngines,
  fakeJoinTokens,
  fakePools,
  fakeZones,
  type FakePool,
  type FakeWork,
  type FakeZone,
} from './fake-fleet.js';
import { fakeChanges, fakeHosts } from './fake-hosts.js';
import { fakeApiKeys, fakeCommands, fakeExclusions, fakeSessions, fakeSites, fakeUsers } from './fake-plans.js';
import { fakeResults, fakeScans } from './fake-scans.js';
import { fakeScheduleRuns, fakeSchedules, type FakeScheduleRun } from './fake-schedules.js';
import { honestVoice, hostileVoice, type Voice } from './hostile-text.js';

export type WorldKind = 'busy' | 'empty' | 'hostile';

/** All that the fake console knows. Tests change it as they like. */
export interface FakeWorld {
  role: Role;
  password: string;
  signedIn: boolean;
  voice: Voice;
  sites: Site[];
  exclusions: Exclusion[];
  commands: ScanCommand[];
  engines: Engine[];
  engineWork: FakeWork[];
  joinTokens: JoinToken[];
  pools: FakePool[];
  zones: FakeZone[];
  scans: Scan[];
  results: ScanResult[];
  schedules: Schedule[];
  scheduleRuns: FakeScheduleRun[];
  /** From when on the calendar does not tell its runs. */
  calendarCutAt: string | null;
  blackouts: FakeBlackout[];
  hosts: Host[];
  changes: Change[];
  users: User[];
  apiKeys: ApiKey[];
  alerts: FakeAlerts;
  sessions: UserSession[];
}

/** `busy`: some of everything. `empty`: a console just installed. `hostile`: everything that others wrote attacks the reader. */
export function fakeWorld(kind: WorldKind): FakeWorld {
  const voice = kind === 'hostile' ? hostileVoice() : honestVoice;
  const isEmpty = kind === 'empty';
  const hosts = isEmpty ? [] : fakeHosts(230, voice);
  return {
    role: 'admin',
    password: 'correct horse battery',
    signedIn: true,
    voice,
    sites: isEmpty ? [] : fakeSites(voice),
    exclusions: isEmpty ? [] : fakeExclusions(voice),
    commands: fakeCommands(voice),
    engines: isEmpty ? [] : fakeEngines(voice),
    engineWork: isEmpty ? [] : fakeEngineWork(voice),
    joinTokens: isEmpty ? [] : fakeJoinTokens(),
    pools: isEmpty ? [] : fakePools(voice),
    zones: isEmpty ? fakeZones(voice).slice(0, 1) : fakeZones(voice),
    scans: isEmpty ? [] : fakeScans(voice),
    results: fakeResults(hosts.slice(0, 138)),
    schedules: isEmpty ? [] : fakeSchedules(voice),
    scheduleRuns: isEmpty ? [] : fakeScheduleRuns(voice),
    calendarCutAt: null,
    blackouts: isEmpty ? [] : fakeBlackouts(voice),
    hosts,
    changes: fakeChanges(hosts, voice),
    users: fakeUsers(),
    alerts: fakeAlerts(isEmpty ? 'none' : 'some', voice),
    apiKeys: isEmpty ? [] : fakeApiKeys(voice),
    sessions: fakeSessions(voice),
  };
}

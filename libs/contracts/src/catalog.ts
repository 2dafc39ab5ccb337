import { accessApi } from './access.js';
import { alertChannelsApi } from './alert-channels.js';
import { alertDeliveriesApi } from './alert-deliveries.js';
import { alertRulesApi } from './alert-rules.js';
import { blackoutsApi } from './blackouts.js';
import type { Endpoint } from './endpoint.js';
import { engineApi } from './engine-protocol.js';
import { enginePoolsApi } from './engine-pools.js';
import { enginesApi } from './engines.js';
import { exclusionsApi } from './exclusions.js';
import { changesApi, hostsApi } from './inventory.js';
import { scanCommandsApi } from './scan-commands.js';
import { scansApi } from './scans-api.js';
import { schedulesApi } from './schedules.js';
import { sitesApi } from './sites.js';
import { systemApi } from './system.js';
import { zonesApi } from './zones.js';

/** Every endpoint of the console. Routes, OpenAPI and the test that walks all routes are made from this list. */
export const catalog: readonly Endpoint[] = [
  systemApi,
  accessApi,
  zonesApi,
  sitesApi,
  exclusionsApi,
  scanCommandsApi,
  enginesApi,
  enginePoolsApi,
  scansApi,
  schedulesApi,
  blackoutsApi,
  alertRulesApi,
  alertChannelsApi,
  alertDeliveriesApi,
  hostsApi,
  changesApi,
  engineApi,
].flatMap((group): Endpoint[] => Object.values(group));

import type { Routes } from '@angular/router';
import { adminsOnly, operatorsOnly, signedIn } from './access/auth-guard.js';
import { withIds } from './shell/with-ids.js';

/** Every page is a chunk of its own, loaded when it is first opened. */
export const routes: Routes = [
  {
    path: 'sign-in',
    title: 'Sign in · Scanfleet',
    loadComponent: async () => (await import('./access/sign-in.js')).SignIn,
  },
  {
    path: '',
    canActivate: [signedIn],
    loadComponent: async () => (await import('./shell/shell.js')).Shell,
    children: withIds([
      { path: '', pathMatch: 'full', redirectTo: 'dashboard' },
      { path: 'dashboard', loadComponent: async () => (await import('./dashboard/dashboard.js')).DashboardPage },
      { path: 'hosts', loadComponent: async () => (await import('./hosts/host-list.js')).HostList },
      { path: 'hosts/:hostId', loadComponent: async () => (await import('./hosts/host-page.js')).HostPage },
      { path: 'changes', loadComponent: async () => (await import('./changes/change-list.js')).ChangeList },
      { path: 'scans', loadComponent: async () => (await import('./scans/scan-list.js')).ScanList },
      {
        path: 'scans/new',
        canMatch: [operatorsOnly],
        loadComponent: async () => (await import('./scans/start-scan.js')).StartScan,
      },
      { path: 'scans/:scanId', loadComponent: async () => (await import('./scans/scan-page.js')).ScanPage },
      { path: 'sites', loadComponent: async () => (await import('./sites/site-list.js')).SiteList },
      {
        path: 'sites/new',
        canMatch: [operatorsOnly],
        loadComponent: async () => (await import('./sites/site-editor.js')).SiteEditor,
      },
      { path: 'sites/:siteId', loadComponent: async () => (await import('./sites/site-page.js')).SitePage },
      {
        path: 'sites/:siteId/edit',
        canMatch: [operatorsOnly],
        loadComponent: async () => (await import('./sites/site-editor.js')).SiteEditor,
      },
      {
        path: 'schedules',
        loadChildren: async () => withIds((await import('./schedules/schedule-routes.js')).scheduleRoutes),
      },
      {
        path: 'blackouts',
        loadChildren: async () => withIds((await import('./blackouts/blackout-routes.js')).blackoutRoutes),
      },
      { path: 'exclusions', loadComponent: async () => (await import('./exclusions/exclusion-list.js')).ExclusionList },
      { path: 'commands', loadComponent: async () => (await import('./scan-commands/command-list.js')).CommandList },
      {
        path: 'commands/new',
        canMatch: [operatorsOnly],
        loadComponent: async () => (await import('./scan-commands/command-editor.js')).CommandEditor,
      },
      {
        path: 'commands/:commandId',
        loadComponent: async () => (await import('./scan-commands/command-page.js')).CommandPage,
      },
      {
        path: 'commands/:commandId/edit',
        canMatch: [operatorsOnly],
        loadComponent: async () => (await import('./scan-commands/command-editor.js')).CommandEditor,
      },
      { path: 'engines', loadComponent: async () => (await import('./engines/engine-list.js')).EngineList },
      { path: 'engines/:engineId', loadComponent: async () => (await import('./engines/engine-page.js')).EnginePage },
      { path: 'pools', loadComponent: async () => (await import('./engine-pools/pool-list.js')).PoolList },
      { path: 'pools/:poolId', loadComponent: async () => (await import('./engine-pools/pool-page.js')).PoolPage },
      { path: 'alerts', loadChildren: async () => withIds((await import('./alerts/alert-routes.js')).alertRoutes) },
      { path: 'account', loadComponent: async () => (await import('./access/account-page.js')).AccountPage },
      {
        path: 'admin/zones',
        canMatch: [adminsOnly],
        loadComponent: async () => (await import('./zones/zone-list.js')).ZoneList,
      },
      {
        path: 'admin/users',
        canMatch: [adminsOnly],
        loadComponent: async () => (await import('./access/user-list.js')).UserList,
      },
      {
        path: 'admin/api-keys',
        canMatch: [adminsOnly],
        loadComponent: async () => (await import('./access/api-key-list.js')).ApiKeyList,
      },
      { path: '**', loadComponent: async () => (await import('./shell/not-found.js')).NotFound },
    ]),
  },
];

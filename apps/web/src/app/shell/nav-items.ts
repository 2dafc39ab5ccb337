import type { IconName } from '../design/icon-paths.js';

export interface NavItem {
  readonly path: string;
  readonly label: string;
  readonly icon: IconName;
}

export const observe: readonly NavItem[] = [
  { path: '/dashboard', label: 'Dashboard', icon: 'dashboard' },
  { path: '/hosts', label: 'Hosts', icon: 'hosts' },
  { path: '/changes', label: 'Changes', icon: 'changes' },
  { path: '/scans', label: 'Scans', icon: 'scans' },
  { path: '/alerts', label: 'Alerts', icon: 'alerts' },
];
export const plan: readonly NavItem[] = [
  { path: '/sites', label: 'Sites', icon: 'sites' },
  { path: '/schedules', label: 'Schedules', icon: 'schedules' },
  { path: '/blackouts', label: 'Blackouts', icon: 'blackouts' },
  { path: '/exclusions', label: 'Exclusions', icon: 'exclusions' },
  { path: '/commands', label: 'Commands', icon: 'commands' },
  { path: '/engines', label: 'Engines', icon: 'engines' },
  { path: '/pools', label: 'Pools', icon: 'pools' },
];
export const administer: readonly NavItem[] = [
  { path: '/admin/zones', label: 'Zones', icon: 'zones' },
  { path: '/admin/users', label: 'Users', icon: 'users' },
  { path: '/admin/api-keys', label: 'API keys', icon: 'keys' },
];

import type { Routes } from '@angular/router';
import { operatorsOnly } from '../access/auth-guard.js';

/** The pages of alerts. They share a row of tabs and are chunks of their own. */
export const alertRoutes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'rules' },
  { path: 'rules', loadComponent: async () => (await import('./rule-list.js')).RuleList },
  {
    path: 'rules/new',
    canMatch: [operatorsOnly],
    loadComponent: async () => (await import('./rule-editor.js')).RuleEditor,
  },
  { path: 'rules/:ruleId', loadComponent: async () => (await import('./rule-page.js')).RulePage },
  {
    path: 'rules/:ruleId/edit',
    canMatch: [operatorsOnly],
    loadComponent: async () => (await import('./rule-editor.js')).RuleEditor,
  },
  { path: 'channels', loadComponent: async () => (await import('./channel-list.js')).ChannelList },
  { path: 'deliveries', loadComponent: async () => (await import('./delivery-list.js')).DeliveryList },
  { path: 'deliveries/:deliveryId', loadComponent: async () => (await import('./delivery-page.js')).DeliveryPage },
  { path: 'mutes', loadComponent: async () => (await import('./mute-list.js')).MuteList },
];

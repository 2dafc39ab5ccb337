import type { Routes } from '@angular/router';
import { operatorsOnly } from '../access/auth-guard.js';

/** The pages below `/blackouts`. */
export const blackoutRoutes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    loadComponent: async () => (await import('./blackout-list.js')).BlackoutList,
  },
  {
    path: 'new',
    canMatch: [operatorsOnly],
    loadComponent: async () => (await import('./blackout-editor.js')).BlackoutEditor,
  },
  {
    path: ':blackoutId/edit',
    canMatch: [operatorsOnly],
    loadComponent: async () => (await import('./blackout-editor.js')).BlackoutEditor,
  },
];

import type { Routes } from '@angular/router';
import { operatorsOnly } from '../access/auth-guard.js';

/** The pages below `/schedules`. */
export const scheduleRoutes: Routes = [
  { path: '', pathMatch: 'full', loadComponent: async () => (await import('./schedule-list.js')).ScheduleList },
  { path: 'calendar', loadComponent: async () => (await import('./schedule-calendar.js')).ScheduleCalendarPage },
  {
    path: 'new',
    canMatch: [operatorsOnly],
    loadComponent: async () => (await import('./schedule-editor.js')).ScheduleEditor,
  },
  { path: ':scheduleId', loadComponent: async () => (await import('./schedule-page.js')).SchedulePage },
  {
    path: ':scheduleId/edit',
    canMatch: [operatorsOnly],
    loadComponent: async () => (await import('./schedule-editor.js')).ScheduleEditor,
  },
];

import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module.js';
import { ScansModule } from '../scans/scans.module.js';
import { DashboardController } from './dashboard.controller.js';
import { DashboardQueries } from './dashboard-queries.js';

@Module({ imports: [ChangesModule, ScansModule], controllers: [DashboardController], providers: [DashboardQueries] })
export class DashboardModule {}

import { Module } from '@nestjs/common';
import { ExclusionsModule } from '../exclusions/exclusions.module.js';
import { SiteDesk } from './site-desk.js';
import { SiteQueries } from './site-queries.js';
import { SiteStatsQueries } from './site-stats.js';
import { SiteStore } from './site-store.js';
import { SitesController } from './sites.controller.js';
import { TargetCheck } from './target-check.js';

@Module({
  imports: [ExclusionsModule],
  controllers: [SitesController],
  providers: [SiteStore, SiteQueries, SiteStatsQueries, SiteDesk, TargetCheck],
  exports: [SiteStore],
})
export class SitesModule {}

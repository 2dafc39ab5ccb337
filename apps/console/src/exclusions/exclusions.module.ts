import { Module } from '@nestjs/common';
import { ExclusionDesk } from './exclusion-desk.js';
import { ExclusionQueries } from './exclusion-queries.js';
import { ExclusionRules } from './exclusion-rules.js';
import { ExclusionStore } from './exclusion-store.js';
import { ExclusionsController } from './exclusions.controller.js';

@Module({
  controllers: [ExclusionsController],
  providers: [ExclusionRules, ExclusionStore, ExclusionQueries, ExclusionDesk],
  exports: [ExclusionRules],
})
export class ExclusionsModule {}

import { Module } from '@nestjs/common';
import { ScansModule } from '../scans/scans.module.js';
import { SitesModule } from '../sites/sites.module.js';
import { AlertsBell } from './outbox/alerts-bell.js';
import { Outbox } from './outbox/outbox.js';
import { AlertRulesController } from './rules/alert-rules.controller.js';
import { ruleProviders } from './rules/rule-providers.js';

@Module({
  imports: [ScansModule, SitesModule],
  controllers: [AlertRulesController],
  providers: [...ruleProviders, AlertsBell, Outbox],
})
export class AlertsModule {}

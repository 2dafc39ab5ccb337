import { Module } from '@nestjs/common';
import { ScansModule } from '../scans/scans.module.js';
import { SitesModule } from '../sites/sites.module.js';
import { AlertChannelsController } from './channels/alert-channels.controller.js';
import { channelProviders } from './channels/channel-providers.js';
import { AlertDeliveriesController } from './outbox/alert-deliveries.controller.js';
import { outboxProviders } from './outbox/outbox-providers.js';
import { AlertRulesController } from './rules/alert-rules.controller.js';
import { ruleProviders } from './rules/rule-providers.js';

@Module({
  imports: [ScansModule, SitesModule],
  controllers: [AlertRulesController, AlertChannelsController, AlertDeliveriesController],
  providers: [...ruleProviders, ...channelProviders, ...outboxProviders],
})
export class AlertsModule {}

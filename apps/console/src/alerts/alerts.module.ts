import { Module } from '@nestjs/common';
import { AlertsBell } from './outbox/alerts-bell.js';
import { Outbox } from './outbox/outbox.js';

@Module({
  providers: [AlertsBell, Outbox],
})
export class AlertsModule {}

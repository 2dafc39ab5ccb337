import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AlertsModule } from './alerts/alerts.module.js';
import { BlackoutsModule } from './blackouts/blackouts.module.js';
import { ChangesModule } from './changes/changes.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { DispatchModule } from './dispatch/dispatch.module.js';
import { EnginesModule } from './engines/engines.module.js';
import { ExclusionsModule } from './exclusions/exclusions.module.js';
import { FleetGauges } from './fleet-gauges.js';
import { IngestModule } from './ingest/ingest.module.js';
import { InventoryModule } from './inventory/inventory.module.js';
import { type Foundations, PlatformModule } from './platform/platform.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { ScanCommandsModule } from './scan-commands/scan-commands.module.js';
import { ScansModule } from './scans/scans.module.js';
import { SchedulesModule } from './schedules/schedules.module.js';
import { SitesModule } from './sites/sites.module.js';
import { ZonesModule } from './zones/zones.module.js';

/** The whole console. */
@Module({})
export class AppModule {
  static on(foundations: Foundations): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.on(foundations),
        AccessModule,
        ZonesModule,
        ExclusionsModule,
        ScanCommandsModule,
        EnginesModule,
        SitesModule,
        BlackoutsModule,
        ScansModule,
        ReportsModule,
        DispatchModule,
        ChangesModule,
        InventoryModule,
        IngestModule,
        SchedulesModule,
        AlertsModule,
        DashboardModule,
      ],
      providers: [FleetGauges],
    };
  }
}

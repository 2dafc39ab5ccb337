import { Module } from '@nestjs/common';
import { EnginesModule } from '../engines/engines.module.js';
import { ExclusionsModule } from '../exclusions/exclusions.module.js';
import { ScanCommandsModule } from '../scan-commands/scan-commands.module.js';
import { SitesModule } from '../sites/sites.module.js';
import { EngineFactsQueries } from './engine-facts.js';
import { ExclusionsNow } from './exclusions-now.js';
import { LeaseExpiry } from './lease-expiry.js';
import { LeaseTaker } from './ledger/lease-taker.js';
import { RunHistory } from './ledger/run-history.js';
import { ShardScope } from './ledger/shard-scope.js';
import { ShardSplitter } from './ledger/shard-splitter.js';
import { RunCloser } from './ledger/run-closer.js';
import { ScanOrders } from './ledger/scan-orders.js';
import { StateWriter } from './ledger/state-writer.js';
import { DnsResolver, NameResolver } from './name-resolver.js';
import { ScanCreator } from './scan-creator.js';
import { ScanDesk } from './scan-desk.js';
import { ScanQueries } from './scan-queries.js';
import { ScanResults } from './scan-results.js';
import { ScanStore } from './scan-store.js';
import { ScansController } from './scans.controller.js';
import { ShardLedger } from './shard-ledger.js';

@Module({
  imports: [EnginesModule, ExclusionsModule, ScanCommandsModule, SitesModule],
  controllers: [ScansController],
  providers: [
    { provide: NameResolver, useClass: DnsResolver },
    StateWriter,
    LeaseTaker,
    RunCloser,
    RunHistory,
    ShardScope,
    ShardSplitter,
    ScanOrders,
    ShardLedger,
    LeaseExpiry,
    ExclusionsNow,
    ScanStore,
    ScanCreator,
    ScanDesk,
    ScanQueries,
    ScanResults,
    EngineFactsQueries,
  ],
  exports: [ShardLedger, ExclusionsNow, ScanQueries],
})
export class ScansModule {}

import { Module } from '@nestjs/common';
import { EnginesModule } from '../engines/engines.module.js';
import { ExclusionsModule } from '../exclusions/exclusions.module.js';
import { ScanCommandsModule } from '../scan-commands/scan-commands.module.js';
import { SitesModule } from '../sites/sites.module.js';
import { BlackoutGuard } from './blackout-guard.js';
import { EngineFactsQueries } from './engine-facts.js';
import { ExclusionsNow } from './exclusions-now.js';
import { LimitFactsQueries } from './limit-facts.js';
import { LeaseExpiry } from './lease-expiry.js';
import { EngineSlots } from './ledger/engine-slots.js';
import { LeaseTaker } from './ledger/lease-taker.js';
import { RunningLimits } from './ledger/running-limits.js';
import { RunHistory } from './ledger/run-history.js';
import { ShardScope } from './ledger/shard-scope.js';
import { ShardSplitter } from './ledger/shard-splitter.js';
import { SplitOrders } from './ledger/split-orders.js';
import { RunCloser } from './ledger/run-closer.js';
import { ScanOrders } from './ledger/scan-orders.js';
import { StateWriter } from './ledger/state-writer.js';
import { DnsResolver, NameResolver } from './name-resolver.js';
import { ScanBlackouts } from './scan-blackouts.js';
import { ScanCreator } from './scan-creator.js';
import { ScanDrafter } from './scan-drafter.js';
import { ScanPreviewer } from './scan-preview.js';
import { SizeGuard } from './size-guard.js';
import { ScanDesk } from './scan-desk.js';
import { ScanEndings } from './scan-endings.js';
import { ScanQueries } from './scan-queries.js';
import { ScanResults } from './scan-results.js';
import { ScanStore } from './scan-store.js';
import { ScopeChecker } from './scope-checker.js';
import { ScopeGuard } from './scope-guard.js';
import { ScopeProof } from './scope-proof.js';
import { ScansController } from './scans.controller.js';
import { ShardLedger } from './shard-ledger.js';
import { TimeLimit } from './time-limit.js';
import { StageFeeder } from './stages/stage-feeder.js';
import { StageFinds } from './stages/stage-finds.js';

@Module({
  imports: [EnginesModule, ExclusionsModule, ScanCommandsModule, SitesModule],
  controllers: [ScansController],
  providers: [
    { provide: NameResolver, useClass: DnsResolver },
    ScanEndings,
    StateWriter,
    LeaseTaker,
    RunCloser,
    RunHistory,
    ShardScope,
    ShardSplitter,
    SplitOrders,
    EngineSlots,
    RunningLimits,
    ScanOrders,
    ShardLedger,
    LeaseExpiry,
    ScopeChecker,
    ScopeGuard,
    ScopeProof,
    BlackoutGuard,
    ScanBlackouts,
    TimeLimit,
    ExclusionsNow,
    ScanStore,
    StageFinds,
    StageFeeder,
    ScanDrafter,
    SizeGuard,
    ScanPreviewer,
    ScanCreator,
    ScanDesk,
    ScanQueries,
    ScanResults,
    EngineFactsQueries,
    LimitFactsQueries,
  ],
  exports: [ScanCreator, ShardLedger, ExclusionsNow, ScanQueries, StageFinds, ScanEndings],
})
export class ScansModule {}

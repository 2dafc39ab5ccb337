import { Module } from '@nestjs/common';
import { EnginePoolKeeper } from './engine-pool-keeper.js';
import { EnginePoolQueries } from './engine-pool-queries.js';
import { EnginePoolStore } from './engine-pool-store.js';
import { EnginePoolsController } from './engine-pools.controller.js';
import { EngineKeeper } from './engine-keeper.js';
import { EngineQueries } from './engine-queries.js';
import { EngineRegistry } from './engine-registry.js';
import { EngineWork } from './engine-work.js';
import { EnginesController } from './engines.controller.js';
import { JoinTokenKeeper } from './join-token-keeper.js';
import { OfflineWatch } from './offline-watch.js';

@Module({
  controllers: [EnginesController, EnginePoolsController],
  providers: [
    EngineRegistry,
    EngineQueries,
    EngineWork,
    EngineKeeper,
    EnginePoolStore,
    EnginePoolQueries,
    EnginePoolKeeper,
    JoinTokenKeeper,
    OfflineWatch,
  ],
  exports: [EngineRegistry],
})
export class EnginesModule {}

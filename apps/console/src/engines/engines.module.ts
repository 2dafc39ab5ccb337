import { Module } from '@nestjs/common';
import { EngineKeeper } from './engine-keeper.js';
import { EngineQueries } from './engine-queries.js';
import { EngineRegistry } from './engine-registry.js';
import { EnginesController } from './engines.controller.js';
import { JoinTokenKeeper } from './join-token-keeper.js';
import { OfflineWatch } from './offline-watch.js';

@Module({
  controllers: [EnginesController],
  providers: [EngineRegistry, EngineQueries, EngineKeeper, JoinTokenKeeper, OfflineWatch],
  exports: [EngineRegistry],
})
export class EnginesModule {}

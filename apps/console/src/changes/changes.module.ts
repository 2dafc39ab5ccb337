import { Module } from '@nestjs/common';
import { ChangeQueries } from './change-queries.js';
import { ChangeWriter } from './change-writer.js';
import { ChangesController } from './changes.controller.js';

@Module({
  controllers: [ChangesController],
  providers: [ChangeQueries, ChangeWriter],
  exports: [ChangeQueries, ChangeWriter],
})
export class ChangesModule {}

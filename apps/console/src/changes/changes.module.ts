import { Module } from '@nestjs/common';
import { ChangeDesk } from './change-desk.js';
import { ChangeQueries } from './change-queries.js';
import { ChangeWriter } from './change-writer.js';
import { ChangesController } from './changes.controller.js';

@Module({
  controllers: [ChangesController],
  providers: [ChangeDesk, ChangeQueries, ChangeWriter],
  exports: [ChangeQueries, ChangeWriter],
})
export class ChangesModule {}

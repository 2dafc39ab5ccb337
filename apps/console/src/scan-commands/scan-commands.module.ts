import { Module } from '@nestjs/common';
import { BuiltInCommands } from './built-in-commands.js';
import { ScanCommandDesk } from './scan-command-desk.js';
import { ScanCommandQueries } from './scan-command-queries.js';
import { ScanCommandStore } from './scan-command-store.js';
import { ScanCommandsController } from './scan-commands.controller.js';

@Module({
  controllers: [ScanCommandsController],
  providers: [BuiltInCommands, ScanCommandStore, ScanCommandQueries, ScanCommandDesk],
  exports: [ScanCommandStore],
})
export class ScanCommandsModule {}

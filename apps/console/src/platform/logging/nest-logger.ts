import type { LoggerService } from '@nestjs/common';
import type { AppLogger } from './app-logger.js';

/** Hands what Nest itself says to our logger: its chatter as debug, its warnings and errors as they are. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: AppLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(String(message), { from: rest.at(-1) });
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(String(message), { from: rest.at(-1) });
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(String(message), { from: rest.at(-1) });
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(String(message), { from: rest.at(-1) });
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(String(message), { from: rest.at(-1), detail: rest.length > 1 ? rest[0] : undefined });
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }
}

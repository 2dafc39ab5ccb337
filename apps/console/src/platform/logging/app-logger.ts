import type { LogFields, Logger, LogLevel } from '@scanfleet/logging';

/** The logger that features inject: message first, then fields. */
export class AppLogger implements Logger {
  constructor(private readonly inner: Logger) {}

  debug(message: string, fields?: LogFields): void {
    this.inner.debug(message, fields);
  }
  info(message: string, fields?: LogFields): void {
    this.inner.info(message, fields);
  }
  warn(message: string, fields?: LogFields): void {
    this.inner.warn(message, fields);
  }
  error(message: string, fields?: LogFields): void {
    this.inner.error(message, fields);
  }
  child(fields: LogFields): AppLogger {
    return new AppLogger(this.inner.child(fields));
  }
  writes(level: LogLevel): boolean {
    return this.inner.writes(level);
  }
}

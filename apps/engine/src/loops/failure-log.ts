import type { Logger } from '@scanfleet/logging';

/** Says a lasting failure once and not at each try, and says when it is over. */
export class FailureLog {
  private said: string | null = null;

  constructor(private readonly log: Logger) {}

  /** The failure that lasts, as the console may be told later; null when all is well. */
  get current(): string | null {
    return this.said;
  }

  failed(message: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    const line = `${message}: ${why}`;
    if (line === this.said) this.log.debug(line);
    else this.log.warn(line);
    this.said = line;
  }

  recovered(): void {
    if (this.said !== null) this.log.info('the console answers again');
    this.said = null;
  }
}

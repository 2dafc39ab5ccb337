import { SaxesParser } from 'saxes';

const OPTIONS = { xmlns: false, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true } as const;

/**
 * saxes without namespaces and position tracking (both cost time), whose faults go to one function. saxes itself never
 * expands a declared entity and never fetches anything.
 */
export class StrictSaxes extends SaxesParser<typeof OPTIONS> {
  constructor(private readonly onFault: (message: string) => void) {
    super(OPTIONS);
  }

  /** saxes reads on after a fault when this returns; throw to stop it. */
  override fail(message: string): this {
    this.onFault(message);
    return this;
  }
}

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Figures for Prometheus. Features add their own with `counter` and `gauge`; names begin with `scanfleet_`. */
export class Metrics {
  readonly registry = new Registry();
  readonly httpDuration = new Histogram({
    name: 'scanfleet_http_request_duration_seconds',
    help: 'Time to answer a request, by endpoint id',
    labelNames: ['endpoint', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [this.registry],
  });
  /** Hosts that ingest wrote. */
  readonly hostsIngested = this.counter('scanfleet_ingest_hosts_total', 'Hosts read from reports');
  /** Report bytes that ingest consumed. */
  readonly bytesIngested = this.counter('scanfleet_ingest_bytes_total', 'Report bytes read');

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  counter(name: string, help: string): Counter;
  counter<Label extends string>(name: string, help: string, labels: readonly Label[]): Counter<Label>;
  counter(name: string, help: string, labels: readonly string[] = []): Counter {
    return new Counter({ name, help, labelNames: [...labels], registers: [this.registry] });
  }

  /** A gauge whose values are asked for at each scrape. `read` answers with values by label value. */
  gauge(
    name: string,
    options: { help: string; label?: string; read: () => Promise<Readonly<Record<string, number>>> },
  ): void {
    const { help, label, read } = options;
    new Gauge({
      name,
      help,
      labelNames: label ? [label] : [],
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const [key, value] of Object.entries(await read())) {
          if (label) this.set({ [label]: key }, value);
          else this.set(value);
        }
      },
    });
  }
}

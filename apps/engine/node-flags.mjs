/**
 * How an engine runs on Node where it is shipped: as an executable, as a service, in the measurements. The first two as all of this
 * project (tools/start/node-flags.mjs). V8's two middle compilers make code faster that runs for some milliseconds now and then, which
 * is all that an engine does; without them it takes 3 to 4 MiB less of resident memory (measured on Node 24, idle over TLS). No
 * --enable-source-maps: it costs as much.
 */
export const engineNodeFlags = [
  '--max-semi-space-size=8',
  '--heap-growing-percent=40',
  '--no-sparkplug',
  '--no-maglev',
];

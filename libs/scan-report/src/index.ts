export * from './observation.js';
export * from './report-event.js';
export * from './report-refused.js';
export * from './reader-limits.js';
export * from './create-report-reader.js';
export * from './detect-format.js';
export * from './covered-ports.js';
export * from './canonical-address.js';

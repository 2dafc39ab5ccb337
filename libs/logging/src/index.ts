export { createLogger, type LogFormat, type Logger, type LoggerOptions, type LogLevel } from './logger.js';
export { cleanFields, cleanText, type LogFields } from './clean-fields.js';
export { prettyLine } from './pretty-line.js';

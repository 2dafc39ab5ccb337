export { createLogger, type LogFields, type LogFormat, type Logger, type LoggerOptions, type LogLevel } from './logger.js';
export { cleanFields, cleanText } from './clean-fields.js';
export { prettyLine } from './pretty-line.js';

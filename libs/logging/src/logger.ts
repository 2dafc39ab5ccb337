import { pino } from 'pino';
import { cleanFields, cleanText, type LogFields } from './clean-fields.js';
import { prettyLine } from './pretty-line.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFormat = 'pretty' | 'json';

/**
 * One line per fact: the message first, then its fields, as in `log.info('shard leased', { shardId })`.
 * error = a human must act; warn = it healed or will; info = a business fact; debug = for developers.
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to each line. */
  child(fields: LogFields): Logger;
  /** Whether lines of this level are written; for fields that are dear to compute. */
  writes(level: LogLevel): boolean;
}

export interface LoggerOptions {
  level: LogLevel;
  format: LogFormat;
  /** The program, such as `console` or `engine`. */
  name: string;
  /** Where whole lines go; standard output if left out. */
  destination?: { write(line: string): unknown };
}

/**
 * Creates the logger of a program. Secrets are hidden by the name of their field and by shape (bearer tokens, passwords in URLs);
 * control characters are spelled out in both formats, because what scanned hosts say ends up here and then in a terminal.
 */
export function createLogger({ level, format, name, destination }: LoggerOptions): Logger {
  // Written at once: a daemon that dies must not take its last lines with it.
  const output = destination ?? pino.destination({ dest: 1, sync: true });
  const colour = format === 'pretty' && !destination && process.stdout.isTTY && !process.env['NO_COLOR'];
  const stream =
    format === 'json'
      ? output
      : { write: (line: string): void => void output.write(prettyLine(line, { colour: Boolean(colour) })) };
  const backend = pino(
    {
      level,
      base: { name: cleanText(name) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream as pino.DestinationStream,
  );
  return wrap(backend);
}

function wrap(backend: pino.Logger): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (backend.isLevelEnabled(level)) backend[level](cleanFields(fields), cleanText(message));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => wrap(backend.child(cleanFields(fields))),
    writes: (level) => backend.isLevelEnabled(level),
  };
}

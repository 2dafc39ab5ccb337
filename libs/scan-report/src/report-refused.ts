/** Why a report was refused. */
export const RefusalCode = {
  /** Not a report of the expected format at all. */
  NotAReport: 'not_a_report',
  /** UTF-16 or another encoding in which no byte can be trusted. */
  EncodingRefused: 'encoding_refused',
  /** Not well-formed XML. */
  Malformed: 'malformed',
  /** An entity declaration or an entity other than XML's own five and numeric ones. */
  EntityRefused: 'entity_refused',
  /** A document type that is not a plain `<!DOCTYPE nmaprun ...>`. */
  DoctypeRefused: 'doctype_refused',
  /** Nested deeper than the limit. */
  TooDeep: 'too_deep',
  /** More attributes on one element than the limit. */
  TooManyAttributes: 'too_many_attributes',
  /** A comment, tag or other piece of markup larger than the limit. */
  MarkupTooLarge: 'markup_too_large',
  /** The resume point does not belong to this format or to a host's end. */
  BadResumePoint: 'bad_resume_point',
  /** A fault of the reader itself. */
  Unreadable: 'unreadable',
} as const;
export type RefusalCode = (typeof RefusalCode)[keyof typeof RefusalCode];

/** The only error this library throws: the report cannot be read on, and `message` says what to do. */
export class ReportRefused extends Error {
  override readonly name = 'ReportRefused';

  /**
   * @param code a stable code
   * @param offset byte offset at which reading stopped (approximate only behind invalid UTF-8)
   * @param message what is wrong and what to do, one or two sentences
   */
  constructor(
    readonly code: RefusalCode,
    readonly offset: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

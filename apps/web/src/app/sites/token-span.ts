/** A stretch of a text, as a text area's selection wants it. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the bad token that an issue names by line and column, both counted from 1 in UTF-16 units. A place outside of the
 * text (which may have been edited since it was checked) gives the nearest place inside.
 */
export function tokenSpan(
  text: string,
  issue: {
    readonly line?: number | undefined;
    readonly column?: number | undefined;
    readonly token?: string | undefined;
  },
): TextSpan {
  const lineStart = startOfLine(text, issue.line ?? 1);
  const lineEnd = endOfLine(text, lineStart);
  const start = Math.min(lineStart + (issue.column ?? 1) - 1, lineEnd);
  const end =
    issue.token === undefined || issue.token === '' ? lineEnd : Math.min(start + issue.token.length, text.length);
  return { start, end };
}

function startOfLine(text: string, line: number): number {
  let start = 0;
  for (let current = 1; current < line; current += 1) {
    const next = text.indexOf('\n', start);
    if (next < 0) return start;
    start = next + 1;
  }
  return start;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

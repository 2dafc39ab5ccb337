import { INSIDE_HOST, type ProblemIssue } from '@scanfleet/contracts';

/** Why a channel was refused: it leads to a host inside. */
export interface InsideRefusal {
  readonly host: string;
  readonly message: string;
}

/** The host that must be allowed before a channel can be saved, when that was the reason for its refusal. */
export function insideRefusal(
  issues: readonly ProblemIssue[],
  typed: { readonly url: string; readonly host: string },
): InsideRefusal | undefined {
  const issue = issues.find(({ code }) => code === INSIDE_HOST);
  const host = issue?.token ?? (typed.host.trim() || hostOf(typed.url));
  return issue === undefined || host === undefined ? undefined : { host, message: issue.message };
}

/** The host of a URL, without brackets and port. */
function hostOf(url: string): string | undefined {
  return URL.canParse(url.trim()) ? new URL(url.trim()).hostname.replace(/^\[|\]$/g, '') : undefined;
}

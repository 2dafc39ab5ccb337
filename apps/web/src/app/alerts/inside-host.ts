import type { ProblemIssue } from '@scanfleet/contracts';

/** Code of the issue by which the console refuses a channel that leads inside. */
const INSIDE = 'inside_host';

/** The host for which a channel was refused because it lies inside, when that was the reason. */
export function refusedHost(issues: readonly ProblemIssue[], typed: { url: string; host: string }): string | undefined {
  const issue = issues.find(({ code }) => code === INSIDE);
  return issue && (issue.token ?? (typed.host.trim() || hostOf(typed.url)));
}

/** The host of a URL, without brackets and port. */
function hostOf(url: string): string | undefined {
  return URL.canParse(url.trim()) ? new URL(url.trim()).hostname.replace(/^\[|\]$/g, '') : undefined;
}

import type { AlertMessage } from '@scanfleet/contracts';
import { shown } from './visible.js';
import { countWords, leftOutWords, linesByHost, MOST_SCANS, scanFigures, scanWords } from './words.js';

const colours = { info: '#2f6f4f', warning: '#9a6700', problem: '#b3261e' } as const;

/**
 * The whole message as HTML for mails: no scripts, no images, nothing fetched from anywhere. Every text that is not from here is
 * escaped, and what it hides is made visible.
 */
export function messageHtml(message: AlertMessage): string {
  const counts = countWords(message);
  const leftOut = leftOutWords(message.leftOut);
  const place = [
    ...(message.rule ? [`Rule: ${shown(message.rule.name)}`] : []),
    ...(message.site ? [`Site: ${shown(message.site.name)}`] : []),
  ].join(', ');
  const parts = [
    `<h1 style="border-left:4px solid ${colours[message.severity]};font-size:17px;margin:0 0 8px;padding-left:8px">${escapeHtml(shown(message.subject))}</h1>`,
    paragraph(place, 'color:#57606a'),
    ...message.scans
      .slice(0, MOST_SCANS)
      .map(
        (scan) =>
          `<p style="margin:8px 0">${linked(scanWords(scan), scan.url)}<br><span style="color:#57606a">${escapeHtml(scanFigures(scan))}</span></p>`,
      ),
    paragraph(message.scans.length > MOST_SCANS ? `and ${message.scans.length - MOST_SCANS} more scans` : '', ''),
    paragraph(counts, 'font-weight:bold'),
    ...linesByHost(message.lines).map(
      ({ title, lines }) =>
        `<p style="margin:8px 0 0;font-family:monospace;font-weight:bold">${escapeHtml(title)}</p>` +
        `<ul style="margin:0;padding-left:20px;font-family:monospace">${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`,
    ),
    paragraph(message.more > 0 ? `and ${message.more} more` : '', ''),
    paragraph(leftOut === '' ? '' : `Not told: ${leftOut}`, 'color:#57606a'),
    message.url === null ? '' : `<p style="margin:12px 0">${linked('Open in Scanfleet', message.url)}</p>`,
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(shown(message.subject))}</title></head>
<body style="font:14px/1.45 system-ui,sans-serif;color:#1f2328;max-width:720px">
${parts.filter((part) => part !== '').join('\n')}
</body></html>
`;
}

/** Text that is safe between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function paragraph(text: string, style: string): string {
  return text === '' ? '' : `<p style="margin:8px 0;${style}">${escapeHtml(text)}</p>`;
}

function linked(text: string, url: string | null): string {
  return url !== null && /^https?:\/\//.test(url)
    ? `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`
    : escapeHtml(text);
}

/**
 * Texts that a scanned host may send to attack whoever looks at it. Each would leave a mark (`window.pwned`, a violation of
 * the content security policy, a changed page) if it were anything but text.
 */
export const hostileTexts = [
  '<img src=x onerror="window.pwned=1">',
  '"><script>window.pwned=1</script>',
  "'-window.pwned=1-'",
  '<svg/onload=window.pwned=1>',
  '<iframe srcdoc="<script>parent.pwned=1</script>">',
  '<style>body{display:none}</style>',
  'javascript:window.pwned=1',
  "{{constructor.constructor('window.pwned=1')()}}",
  '</title></script><script>window.pwned=1</script>',
  '\u001b]0;pwned\u0007\u001b[31;1mred',
  'invoice\u202Efdp.exe',
  'zero\u200bwidth\u0000null\r\nSet-Cookie: x=1',
  'A'.repeat(400),
] as const;

/** Turns what an honest host says into what a hostile one says. */
export type Voice = (honest: string) => string;

export const honestVoice: Voice = (honest) => honest;

/** Each call says the next of the hostile texts, so that all of them reach every kind of field. */
export function hostileVoice(): Voice {
  let next = 0;
  return (honest) => `${honest.slice(0, 3)}${hostileTexts[next++ % hostileTexts.length] ?? ''}`;
}

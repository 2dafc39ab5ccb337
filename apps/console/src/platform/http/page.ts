/** A small page for people, for when the web console itself cannot be shown. Text is trusted; nothing of a request is in it. */
export function plainPage({ title, text, nonce }: { title: string; text: readonly string[]; nonce: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Scanfleet</title>
<style nonce="${nonce}">
body { background: #10141a; color: #d7dde5; font: 16px/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 36rem; padding: 0 1rem }
h1 { font-size: 1.3rem } a { color: #6cb6ff } code { background: #1c232d; padding: 0.1rem 0.3rem }
</style>
</head>
<body><h1>${title}</h1>${text.map((line) => `<p>${line}</p>`).join('')}</body>
</html>
`;
}

const longest = 60;
/** Controls, format characters (zero width, bidirectional), unpaired surrogates, private use, and all blanks but space. */
const hidden = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/**
 * Foreign text for use in a message: in double quotes, cut short, with every invisible or direction-changing character
 * shown as its code point, so that a message is harmless in a terminal and says what is really there.
 */
export function quoted(text: string): string {
  const shown = text.slice(0, longest).replace(hidden, (character) => {
    return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
  return `"${shown}${text.length > longest ? '…' : ''}"`;
}

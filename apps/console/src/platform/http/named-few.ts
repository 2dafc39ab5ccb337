/** Ask a table for one more than are named, to know whether there are more. */
export const NAMED_FEW_LIMIT = 4;

/** Names of what stands in somebody's way: `"a", "b", "c" and more`. */
export function namedFew(things: readonly { readonly name: string }[]): string {
  const named = things.slice(0, NAMED_FEW_LIMIT - 1).map(({ name }) => `"${name}"`);
  const list = named.join(', ');
  return things.length > named.length ? `${list} and more` : list;
}

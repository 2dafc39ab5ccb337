/** Reads what a control says of a filter that is on, off or not given. */
export function yesOrNo(value: string): 'true' | 'false' | undefined {
  return value === 'true' || value === 'false' ? value : undefined;
}

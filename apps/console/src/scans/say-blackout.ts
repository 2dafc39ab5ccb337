/** A blackout that is open, and when it ends. */
export interface OpenBlackout {
  readonly id: string;
  readonly name: string;
  readonly until: Date;
}

/** For people: `the blackout "office hours" until 2026-03-02 17:00 UTC`. */
export function sayBlackout({ name, until }: Pick<OpenBlackout, 'name' | 'until'>): string {
  return `the blackout "${name}" until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

import { parseTargetList, type AddressSet } from '@scanfleet/targets';

/** The address sets of a policy list, and what is wrong with it. Names are: a policy must not depend on who answers for a name. */
export function readEntries(entries: readonly string[]): { sets: AddressSet[]; problems: string[] } {
  const sets: AddressSet[] = [];
  const problems: string[] = [];
  for (const entry of entries) {
    const list = parseTargetList(entry);
    problems.push(...list.problems.map((problem) => problem.message));
    for (const target of list.targets) {
      if (target.set) sets.push(target.set);
      else problems.push(`"${target.token}" is a name; a policy holds addresses, CIDRs and ranges`);
    }
  }
  return { sets, problems };
}

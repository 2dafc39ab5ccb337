export { AddressSet, mostPieces, uniteAll } from './address-set.js';
export {
  addressBits,
  compareAddresses,
  formatAddress,
  normaliseAddress,
  parseAddress,
  type Address,
  type AddressFamily,
} from './address.js';
export { BadAddress, BadAddressSet } from './bad-address.js';
export { type Interval } from './interval.js';
export { scannerTargetLines } from './scanner-target-lines.js';
export { refusedUses, SpecialUse, specialRanges, type SpecialRange } from './special-ranges.js';
export { SPECIAL_REFUSED, specialSet, specialUse } from './special-use.js';
export { addressesOf, parseTargetList, type TargetList } from './target-list.js';
export { describeProblem, ProblemCode, type Place, type TargetProblem } from './target-problem.js';
export { parseTarget, type NamedTarget, type NumericTarget, type TargetLine, type TargetResult } from './target.js';
export { whyIn } from './why-in.js';

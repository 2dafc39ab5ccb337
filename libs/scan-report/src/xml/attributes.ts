/**
 * The attributes that are read, each with its place in `Attributes`. Places and not names, because tags are where a report's
 * time goes: one array serves all tags, and nothing is searched for in it.
 */
export const A = {
  accuracy: 0,
  addr: 1,
  addrtype: 2,
  args: 3,
  banner: 4,
  class: 5,
  comment: 6,
  conf: 7,
  count: 8,
  devicetype: 9,
  difficulty: 10,
  down: 11,
  elapsed: 12,
  endtime: 13,
  errormsg: 14,
  etc: 15,
  exit: 16,
  extrainfo: 17,
  fingerprint: 18,
  highver: 19,
  host: 20,
  hostname: 21,
  id: 22,
  index: 23,
  ipaddr: 24,
  key: 25,
  lastboot: 26,
  line: 27,
  lowver: 28,
  method: 29,
  name: 30,
  numservices: 31,
  osfamily: 32,
  osgen: 33,
  ostype: 34,
  output: 35,
  percent: 36,
  port: 37,
  portid: 38,
  ports: 39,
  product: 40,
  proto: 41,
  protocol: 42,
  reason: 43,
  reason_ip: 44,
  reason_ttl: 45,
  remaining: 46,
  responses: 47,
  rpcnum: 48,
  rtt: 49,
  rttvar: 50,
  scanner: 51,
  seconds: 52,
  servicefp: 53,
  services: 54,
  specification: 55,
  srtt: 56,
  start: 57,
  starttime: 58,
  state: 59,
  status: 60,
  summary: 61,
  task: 62,
  time: 63,
  timedout: 64,
  to: 65,
  total: 66,
  ttl: 67,
  tunnel: 68,
  type: 69,
  up: 70,
  value: 71,
  values: 72,
  vendor: 73,
  version: 74,
} as const;

/** Values of one tag's attributes by place. Whoever is handed it copies out what he wants: it is used again for the next tag. */
export type Attributes = readonly (string | undefined)[];

const names = Object.keys(A);
const places: ReadonlyMap<string, number> = new Map(Object.entries(A));

/** The attributes of one tag after the other. */
export class TagAttributes {
  readonly values: (string | undefined)[] = names.map(() => undefined);
  /** Places of the first `count` attributes of the present tag. */
  private readonly present: number[] = names.map(() => 0);
  private count = 0;

  /** Begins the next tag. */
  clear(): void {
    const { values, present, count } = this;
    for (let i = 0; i < count; i += 1) values[present[i] ?? 0] = undefined;
    this.count = 0;
  }

  /** @returns false where the tag has that attribute already */
  set(place: number, value: string): boolean {
    if (this.values[place] !== undefined) return false;
    this.values[place] = value;
    this.present[this.count] = place;
    this.count += 1;
    return true;
  }

  /** Takes those of a general parser's tag that are read. */
  take(attributes: Readonly<Record<string, string>>): Attributes {
    this.clear();
    for (const name in attributes) {
      const place = places.get(name);
      if (place !== undefined) this.set(place, attributes[name] ?? '');
    }
    return this.values;
  }
}

import { createHash } from 'node:crypto';
import type { CheckInAnswer, CheckInRequest, FinishRequest, Lease, ShardOutcome } from '@scanfleet/contracts';
import supertest from 'supertest';
import type { TestConsole } from './harness.js';

const base = '/api/engine/v1';

/** Speaks the engine API by hand, one request at a time. */
export class HandMadeEngine {
  readonly agent: ReturnType<typeof supertest.agent>;

  constructor(
    readonly engineId: string,
    readonly url: string,
    readonly token: string,
    /** The engine protocol that it speaks. */
    readonly protocol = 2,
  ) {
    this.agent = supertest.agent(url).set('Authorization', `Bearer ${token}`);
  }

  /** An engine that is enrolled at the console. */
  static async at(
    console: TestConsole,
    { protocol, ...wish }: { zoneId?: string; name?: string; protocol?: number } = {},
  ): Promise<HandMadeEngine> {
    const { engineId, token } = await console.anEngine(wish);
    return new HandMadeEngine(engineId, console.url, token, protocol);
  }

  /** An engine that joined by a new join token. */
  static async joined(
    console: TestConsole,
    { name, ...wish }: { name: string; requireApproval?: boolean; zoneId?: string },
  ): Promise<HandMadeEngine> {
    const { body: join } = await console.asRole('admin').post('/api/v1/join-tokens').send(wish).expect(201);
    const { body } = await console.request
      .post(`${base}/join`)
      .set('Authorization', `Bearer ${join.token}`)
      .send({ protocol: 2, name, version: '0.1.0' })
      .expect(201);
    return new HandMadeEngine(body.engineId as string, console.url, body.token as string);
  }

  /** The same engine with another token. */
  with(token: string): HandMadeEngine {
    return new HandMadeEngine(this.engineId, this.url, token, this.protocol);
  }

  /** What it says at check-in, unless the test says otherwise: nmap, 10.0.0.0/8 and loopback, one free slot, no waiting. */
  request(wish: Partial<CheckInRequest> = {}): CheckInRequest {
    return {
      protocol: this.protocol,
      version: '0.1.0',
      scanners: [{ name: 'nmap', version: '7.93', raw: false }],
      policy: { allowed: ['10.0.0.0/8', '127.0.0.0/8'], denied: [], scanners: ['nmap'], maxRate: null },
      slots: 1,
      freeSlots: 1,
      held: [],
      waitSeconds: 0,
      lastError: null,
      load: null,
      ...wish,
    };
  }

  /** What goes over the wire at check-in: an engine of protocol 1 knows nothing of load. */
  private body(wish: Partial<CheckInRequest>): object {
    const { load, ...rest } = this.request(wish);
    return this.protocol < 2 ? rest : { ...rest, load };
  }

  /** Checks in, whatever the answer will be. */
  ask(wish: Partial<CheckInRequest> = {}): supertest.Test {
    return this.agent.post(`${base}/check-in`).send(this.body(wish));
  }

  /** Asks for a new token. */
  fetchToken(): supertest.Test {
    return this.agent.post(`${base}/token`);
  }

  async checkIn(wish: Partial<CheckInRequest> = {}): Promise<CheckInAnswer> {
    const answer = await this.ask(wish).expect(200);
    return answer.body as CheckInAnswer;
  }

  /** Checks in and takes the lease that must be there. */
  async lease(): Promise<Lease['manifest']> {
    const { leases } = await this.checkIn();
    if (!leases[0]) throw new Error('there was no lease');
    return leases[0].manifest;
  }

  renew(shardId: string, body: object): supertest.Test {
    return this.agent.post(`${base}/shards/${shardId}/renew`).send({ progress: null, started: null, ...body });
  }

  report(shardId: string, part: { epoch: number; offset: number; text: string; format?: string }): supertest.Test {
    const { epoch, offset, text, format = 'nmap_xml' } = part;
    return this.agent
      .put(`${base}/shards/${shardId}/report`)
      .query({ epoch, offset, format })
      .type('application/octet-stream')
      .send(Buffer.from(text));
  }

  finish(shardId: string, epoch: number, text: string, outcome: Partial<ShardOutcome> = {}): supertest.Test {
    const body = {
      epoch,
      outcome: { kind: 'completed', exitCode: 0, signal: null, stderrTail: '', ...outcome },
      reportBytes: Buffer.byteLength(text),
      reportHash: createHash('sha256').update(text).digest('hex'),
    } as FinishRequest;
    return this.agent.post(`${base}/shards/${shardId}/finish`).send(body);
  }

  refuse(shardId: string, epoch: number, reason = 'outside_policy'): supertest.Test {
    return this.agent.post(`${base}/shards/${shardId}/refuse`).send({ epoch, reason, detail: 'loopback only' });
  }
}

/** What nmap 7.93 writes for hosts with one open port each. */
export function nmapReport(...addresses: string[]): string {
  const hosts = addresses.map(
    (
      address,
    ) => `<host starttime="1760000000" endtime="1760000001"><status state="up" reason="conn-refused" reason_ttl="0"/>
<address addr="${address}" addrtype="ipv4"/>
<hostnames><hostname name="host-${address.replaceAll('.', '-')}.invalid" type="PTR"/></hostnames>
<ports><extraports state="closed" count="999"><extrareasons reason="conn-refused" count="999" proto="tcp" ports="1-21,23-1000"/></extraports>
<port protocol="tcp" portid="22"><state state="open" reason="syn-ack" reason_ttl="0"/><service name="ssh" product="OpenSSH" method="probed" conf="10"/></port>
</ports>
<times srtt="88" rttvar="42" to="100000"/>
</host>
`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sT -oX - ${addresses.join(' ')}" start="1760000000" startstr="Thu Oct  9 08:53:20 2025" version="7.93" xmloutputversion="1.05">
<scaninfo type="connect" protocol="tcp" numservices="1000" services="1-1000"/>
<verbose level="0"/>
<debugging level="0"/>
${hosts.join('')}<runstats><finished time="1760000002" timestr="Thu Oct  9 08:53:22 2025" summary="Nmap done" elapsed="2.00" exit="success"/><hosts up="${addresses.length}" down="0" total="${addresses.length}"/>
</runstats>
</nmaprun>
`;
}

/** Asks until the answer is as wanted, for ten seconds at most. */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`it never came to be; the last answer was ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

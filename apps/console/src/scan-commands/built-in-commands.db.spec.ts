import { BUILT_IN_COMMANDS, type BuiltInCommand } from '@scanfleet/scan-options';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aLogger } from '../../test/harness.js';
import { aWorkbench, type Workbench } from '../../test/workbench.js';
import { BuiltInCommands } from './built-in-commands.js';
import { ScanCommandStore } from './scan-command-store.js';

const sweep: BuiltInCommand = {
  key: 'sweep',
  name: 'Sweep',
  description: 'Finds hosts.',
  scanner: 'nmap',
  options: '-sn  -PE',
  discovery: true,
};
const ports: BuiltInCommand = { ...sweep, key: 'ports', name: 'Ports', options: '-sT -p22', discovery: false };

describe('BuiltInCommands', () => {
  let bench: Workbench;
  let seed: BuiltInCommands;
  let store: ScanCommandStore;

  beforeAll(async () => {
    bench = await aWorkbench();
    seed = new BuiltInCommands(bench.database, bench.clock, aLogger().logger);
    store = new ScanCommandStore(bench.database, bench.clock);
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.database.query('DELETE FROM scan_command'));

  const rows = () =>
    bench.database.query<{ key: string; name: string; options: string; updated_at: Date }>(
      'SELECT built_in_key AS key, name, options, updated_at FROM scan_command ORDER BY built_in_key',
    );

  const someoneWaits = async (): Promise<void> => {
    for (let waiting: unknown[] = []; waiting.length === 0;) {
      waiting = await bench.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
    }
  };

  it('writes all of this version, once, though several consoles start at the same time', async () => {
    await Promise.all([seed.write(BUILT_IN_COMMANDS), seed.write(BUILT_IN_COMMANDS), seed.write(BUILT_IN_COMMANDS)]);
    expect((await rows()).map(({ key }) => key)).toEqual(BUILT_IN_COMMANDS.map(({ key }) => key).sort());
  });

  it('changes nothing when nothing is new', async () => {
    await seed.write([sweep, ports]);
    const before = await rows();
    bench.clock.pass(60);
    await seed.write([sweep, ports]);
    expect(await rows()).toEqual(before);
  });

  it('stores options in canonical form', async () => {
    await seed.write([sweep, ports]);
    expect((await rows()).map(({ options }) => options)).toEqual(['-sT -p 22', '-sn -PE']);
  });

  it('updates a command in place, so that what points to it stays', async () => {
    await seed.write([sweep]);
    const [before] = await bench.database.query<{ id: string }>('SELECT id FROM scan_command');
    await seed.write([{ ...sweep, name: 'Quick sweep', options: '-sn -PE -PP' }]);
    expect(await bench.database.query('SELECT id, name, options FROM scan_command')).toEqual([
      { id: before?.id, name: 'Quick sweep', options: '-sn -PE -PP' },
    ]);
  });

  it('lets two commands swap their names', async () => {
    await seed.write([sweep, ports]);
    await seed.write([
      { ...sweep, name: ports.name },
      { ...ports, name: sweep.name },
    ]);
    expect((await rows()).map(({ key, name }) => [key, name])).toEqual([
      ['ports', 'Sweep'],
      ['sweep', 'Ports'],
    ]);
  });

  it('leaves an operator the name of their own command', async () => {
    const own = { name: 'SWEEP', description: '', scanner: 'nmap' as const, options: '-sT' };
    await bench.database.transaction((tx) => store.create(tx, own));
    await seed.write([sweep]);
    await seed.write([sweep]);
    const names = await bench.database.query('SELECT name FROM scan_command ORDER BY built_in_key NULLS FIRST');
    expect(names).toEqual([{ name: 'SWEEP' }, { name: 'Sweep (built in)' }]);
  });

  it('waits for an operator who is taking the name at this moment', async () => {
    let seeding: Promise<void> | undefined;
    await bench.database.transaction(async (tx) => {
      await store.create(tx, { name: 'Sweep', description: '', scanner: 'nmap', options: '-sT' });
      seeding = seed.write([sweep]);
      await someoneWaits();
    });
    await expect(seeding).resolves.toBeUndefined();
    expect((await rows()).map(({ name }) => name)).toEqual(['Sweep (built in)', 'Sweep']);
  });

  it('takes nothing away that a newer console beside it has written', async () => {
    await seed.write([sweep, ports]);
    await seed.write([sweep]);
    expect((await rows()).map(({ key }) => key)).toEqual(['ports', 'sweep']);
  });

  it('makes the connect scan the command of a scan that names none', async () => {
    await seed.write(BUILT_IN_COMMANDS);
    expect(await store.default()).toMatchObject({
      name: 'Connect scan',
      scanner: 'nmap',
      options: [{ name: '-sT' }, { name: '-T', value: '4' }],
      optionsText: '-sT -T4',
      discovery: false,
    });
  });
});

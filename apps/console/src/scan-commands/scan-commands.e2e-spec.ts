import type { ScanCommand } from '@scanfleet/contracts';
import { BUILT_IN_COMMANDS } from '@scanfleet/scan-options';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aConsole, type TestConsole } from '../../test/harness.js';

const path = '/api/v1/scan-commands';
const noOne = '00000000-0000-4000-8000-0000000000ff';

describe(path, () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole({ settings: { userAgent: 'Acme audit' } });
  });
  afterAll(() => console.close());
  beforeEach(async () => {
    await console.empty('site');
    await console.database.query('DELETE FROM scan_command WHERE built_in_key IS NULL');
  });

  const operator = () => console.asRole('operator');
  const create = async (command: object): Promise<ScanCommand> =>
    (await operator().post(path).send(command).expect(201)).body as ScanCommand;
  const list = async (query: string): Promise<ScanCommand[]> =>
    (await console.asRole('viewer').get(`${path}?page_size=500&${query}`).expect(200)).body.data as ScanCommand[];
  const builtIn = async (name: string): Promise<ScanCommand> => {
    const found = (await list('')).find((command) => command.name === name);
    if (!found) throw new Error(`there is no command "${name}"`);
    return found;
  };

  it('has all built-in commands after the start, each with the argv that would run', async () => {
    const commands = await list('');
    expect(commands.map(({ name }) => name).sort()).toEqual(BUILT_IN_COMMANDS.map(({ name }) => name).sort());
    for (const command of commands) {
      expect(command.builtIn).toBe(true);
      expect(command.argv[0]).toBe(command.scanner);
      expect(command.argv.join(' ')).toContain('report.xml');
    }
  });

  it('creates a command in canonical form and shows its argv with the configured user agent', async () => {
    const command = await create({ name: 'Mine', scanner: 'nmap', options: '-sS  -p22,80 --script "http-title"' });
    expect(command).toMatchObject({
      name: 'Mine',
      options: '-sS -p 22,80 --script http-title',
      discovery: false,
      builtIn: false,
    });
    expect(command.argv.join(' ')).toContain('Acme audit');
    await operator().get(`${path}/${command.id}`).expect(200, command);
  });

  it('knows a command that only finds hosts', async () => {
    expect(await create({ name: 'Hosts', scanner: 'nmap', options: '-sn -PE' })).toMatchObject({ discovery: true });
  });

  it.each([
    ['nmap', '-sS -iL /etc/passwd', [[5, '-iL']]],
    [
      'nmap',
      '--script=/tmp/evil.nse -oN /etc/cron.d/x',
      [
        [1, '--script'],
        [24, '-oN'],
      ],
    ],
    ['nmap', '-sS 10.0.0.1', [[5, '10.0.0.1']]],
    ['masscan', '-p 80 --readscan x', [[7, '--readscan']]],
  ])('refuses options of %s that are not ours to run: %s', async (scanner, options, places) => {
    const { body } = await operator().post(path).send({ name: 'Bad', scanner, options }).expect(422);
    expect(body.code).toBe('invalid_options');
    const found = body.issues.map((issue: { column: number; token: string }) => [issue.column, issue.token]);
    expect(found).toEqual(places);
    expect(body.issues).toEqual(body.issues.map(() => expect.objectContaining({ path: 'options' })));
    const checked = await operator().post(`${path}/check`).send({ scanner, options }).expect(200);
    expect(checked.body).toMatchObject({ valid: false, argv: [], issues: body.issues });
  });

  it('checks options without storing them, and says what changes without raw sockets', async () => {
    const check = async (scanner: string, options: string) =>
      (await console.asRole('viewer').post(`${path}/check`).send({ scanner, options }).expect(200)).body;
    expect(await check('nmap', '-sT')).toMatchObject({ valid: true, unprivilegedNote: null, issues: [] });
    expect(await check('nmap', '-sS -O')).toMatchObject({ unprivilegedNote: expect.stringContaining('-sT') });
    expect(await check('masscan', '-p80')).toMatchObject({ unprivilegedNote: expect.stringContaining('raw sockets') });
    expect((await check('nmap', '-sT -p22')).argv).toEqual(expect.arrayContaining(['nmap', '-sT']));
  });

  describe('of two stages', () => {
    const sweep = {
      name: 'Ours',
      scanner: 'masscan',
      options: '-p 1-1000 --rate 100',
      followUp: '-sV   --version-light',
    };

    it('keep the follow-up in canonical form, and show that nmap gets the ports that are found', async () => {
      const command = await create(sweep);
      expect(command.followUp).toBe('-sV --version-light');
      const argv = (command.followUpArgv ?? []).join(' ');
      expect(argv).toMatch(/^nmap .*-sV --version-light -p <ports found> -Pn /);
      expect(argv).toContain('report.xml');
      await operator().get(`${path}/${command.id}`).expect(200, command);
    });

    it('show the ports that the follow-up chooses itself, and none behind a discovery', async () => {
      const own = await create({ ...sweep, followUp: '-sS -p 80' });
      expect((own.followUpArgv ?? []).join(' ')).toMatch(/-sS -p 80 -Pn /);
      const behind = await create({ ...sweep, name: 'Hosts', scanner: 'nmap', options: '-sn', followUp: '-sT' });
      expect(behind.followUpArgv).toContain('-sT');
      expect(behind.followUpArgv).not.toContain('-p');
    });

    it.each([
      ['-sV --script=/tmp/evil.nse', 'dangerous', '--script'],
      ['-sV --frobnicate', 'unknown_option', '--frobnicate'],
      ['-sV -oN /etc/cron.d/x', 'ours', '-oN'],
      ['-sn -PE', 'conflict', '-sn'],
    ])('refuse the follow-up %s', async (followUp, code, token) => {
      const { body } = await operator()
        .post(path)
        .send({ ...sweep, followUp })
        .expect(422);
      expect(body.code).toBe('invalid_options');
      expect(body.issues).toEqual([expect.objectContaining({ path: 'followUp', code, token })]);
      const checked = await operator()
        .post(`${path}/check`)
        .send({ scanner: 'masscan', options: '-p 80', followUp })
        .expect(200);
      expect(checked.body).toMatchObject({ valid: false, followUpArgv: null, issues: body.issues });
      const command = await create(sweep);
      const changed = await operator().patch(`${path}/${command.id}`).send({ followUp }).expect(422);
      expect(changed.body.issues).toEqual(body.issues);
    });

    it('are checked in both stages at once', async () => {
      const wish = { scanner: 'masscan', options: '-p 80 --readscan x', followUp: '-sn' };
      const { body } = await operator().post(`${path}/check`).send(wish).expect(200);
      expect(body.issues.map((issue: { path: string }) => issue.path)).toEqual(['options', 'followUp']);
      const good = { scanner: 'nmap', options: '-sn', followUp: '-sS' };
      const { body: checked } = await operator().post(`${path}/check`).send(good).expect(200);
      expect(checked).toMatchObject({ valid: true, unprivilegedNote: expect.stringContaining('Follow-up: ') });
      expect(checked.followUpArgv[0]).toBe('nmap');
    });

    it('can get, change and lose their follow-up, and are cloned with it', async () => {
      const command = await create(sweep);
      const patch = async (body: object) =>
        (await operator().patch(`${path}/${command.id}`).send(body).expect(200)).body as ScanCommand;
      expect((await patch({ description: 'x' })).followUp).toBe('-sV --version-light');
      expect((await patch({ followUp: '-sS' })).followUp).toBe('-sS');
      const { body: copy } = await operator().post(`${path}/${command.id}/clone`).send({}).expect(201);
      expect(copy).toMatchObject({ followUp: '-sS', scanner: 'masscan' });
      expect(await patch({ followUp: null })).toMatchObject({ followUp: null, followUpArgv: null });
    });

    it('are built in too', async () => {
      expect(await builtIn('Sweep, then versions')).toMatchObject({
        scanner: 'masscan',
        followUpArgv: expect.arrayContaining(['-sV', '<ports found>']),
      });
      expect(await builtIn('Discover, then connect scan')).toMatchObject({ discovery: true, followUp: '-sT -T4' });
    });
  });

  it('refuses a name in use, in whatever case', async () => {
    const wish = { name: 'CONNECT scan', scanner: 'nmap', options: '-sT' };
    const { body } = await operator().post(path).send(wish).expect(409);
    expect(body).toMatchObject({ code: 'scan_command_name_taken', issues: [{ path: 'name', token: 'CONNECT scan' }] });
  });

  it('does not let built-in commands be changed or deleted, and says to clone them', async () => {
    const command = await builtIn('SYN scan');
    for (const request of [
      operator().patch(`${path}/${command.id}`).send({ options: '-sT' }),
      operator().delete(`${path}/${command.id}`),
    ]) {
      const { status, body } = await request;
      expect([status, body.code]).toEqual([409, 'scan_command_built_in']);
      expect(body.message).toContain('clone it');
    }
  });

  it('clones a command under a free or a given name, and the copy can be changed', async () => {
    const command = await builtIn('SYN scan');
    const clone = async (body: object) => operator().post(`${path}/${command.id}/clone`).send(body);
    expect((await clone({})).body).toMatchObject({ name: 'SYN scan (copy)', builtIn: false, options: command.options });
    expect((await clone({})).body).toMatchObject({ name: 'SYN scan (copy 2)' });
    const { body: copy } = await clone({ name: 'Ours' });
    expect((await clone({ name: 'ours' })).status).toBe(409);
    const { body } = await operator()
      .patch(`${path}/${copy.id}`)
      .send({ name: 'Still ours', options: '-sn' })
      .expect(200);
    expect(body).toMatchObject({ name: 'Still ours', options: '-sn', discovery: true, scanner: 'nmap' });
    await operator().delete(`${path}/${copy.id}`).expect(204);
    await operator().get(`${path}/${copy.id}`).expect(404);
  });

  it('keeps a command that a site has as its default, and names the site', async () => {
    const command = await create({ name: 'Mine', scanner: 'nmap', options: '-sT' });
    await operator()
      .post('/api/v1/sites')
      .send({ name: 'Office', targets: '10.0.0.1', defaultCommandId: command.id })
      .expect(201);
    const { body } = await operator().delete(`${path}/${command.id}`).expect(409);
    expect(body).toMatchObject({ code: 'scan_command_in_use', message: expect.stringContaining('"Office"') });
  });

  it('still shows a command whose options this version refuses', async () => {
    const command = await create({ name: 'Old', scanner: 'nmap', options: '-sT' });
    await console.database.query(`UPDATE scan_command SET options = '--gone' WHERE id = $1`, [command.id]);
    const { body } = await operator().get(`${path}/${command.id}`).expect(200);
    expect(body).toMatchObject({ options: '--gone', argv: [] });
  });

  it('sorts and searches on the server', async () => {
    await create({ name: 'aaa 50%', scanner: 'masscan', options: '-p 80' });
    const names = async (query: string) => (await list(query)).map(({ name }) => name);
    expect((await names(''))[0]).toBe('aaa 50%');
    expect((await names('sort_order=desc')).at(-1)).toBe('aaa 50%');
    expect((await names('sort_by=builtIn'))[0]).toBe('aaa 50%');
    expect((await names('sort_by=builtIn&sort_order=desc')).at(-1)).toBe('aaa 50%');
    expect((await names('sort_by=createdAt')).at(-1)).toBe('aaa 50%');
    expect((await names('sort_by=scanner')).slice(0, 2)).toEqual(['aaa 50%', 'Fast sweep']);
    expect(await names('search=0%25')).toEqual(['aaa 50%']);
    expect(await names('search=--version-intensity 2')).toEqual(['UDP scan']);
  });

  it.each(['get', 'patch', 'delete'] as const)('answers 404 to %s of an unknown command', async (method) => {
    const answer = await operator()
      [method](`${path}/${noOne}`)
      .send(method === 'patch' ? {} : undefined);
    expect([answer.status, answer.body.code]).toEqual([404, 'scan_command_not_found']);
  });
});

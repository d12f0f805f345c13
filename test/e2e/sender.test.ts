import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeKeptList } from '../../src/store/write-kept-list.ts';
import { temporaryFolder } from '../support/fake-io.ts';
import { freePort } from '../support/free-port.ts';
import { historyLines, listening, post, textMessage } from '../support/listening.ts';
import { hasNginx, nginxRunning } from '../support/nginx-running.ts';
import { startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

/** A folder in which `ips refresh` has kept a list. */
async function folderWithList(): Promise<string> {
  const cwd = temporaryFolder();
  await writeKeptList(join(cwd, '.wa-webhook'), {
    asns: [32_934],
    source: 'stdin',
    server: null,
    at: '2026-01-02T03:04:05.678Z',
    isComplete: true,
    knowsMaintainers: true,
    routeObjects: 1,
    prefixes: [{ prefix: '31.13.24.0/21', maintainers: ['MAINT-AS32934'], sources: ['RADB'] }],
    collapsed: ['31.13.24.0/21'],
  });
  return cwd;
}

describe('the sender', () => {
  it("is named by the user's proxy, told apart from Meta's headers, and looked up in the kept list", async () => {
    const listen = await listening(['--sender-header', 'X-Forwarded-For'], { cwd: await folderWithList() });
    const way = { 'x-forwarded-proto': 'https', via: '1.1 proxy' };
    await post(listen.url, textMessage('wamid.1'), { ...way, 'x-forwarded-for': '198.51.100.1, 31.13.24.5' });
    await post(listen.url, textMessage('wamid.2'), { ...way, 'x-forwarded-for': '31.13.24.5, 198.51.100.1' });
    await post(listen.url, 'no JSON', { 'x-forwarded-for': '198.51.100.1' });
    await post(listen.url, textMessage('wamid.3'));
    await listen.stop();

    const refused = listen.events().find(({ type }) => type === 'webhook.refused');
    expect(refused).toMatchObject({ status: 400, sender: { address: '198.51.100.1', isMeta: false } });
    const received = historyLines(listen.cwd).filter(({ type }) => type === 'webhook.received');
    expect(received).toMatchObject([
      {
        sender: { address: '31.13.24.5', via: 'x-forwarded-for', isMeta: true },
        addedHeaders: { ...way, 'x-forwarded-for': '198.51.100.1, 31.13.24.5' },
      },
      { sender: { address: '198.51.100.1', isMeta: false } },
      {},
    ]);
    for (const { headers } of received) expect(Object.keys(headers ?? {}).join(' ')).not.toMatch(/forwarded|via/);
    expect(received[2]).not.toHaveProperty('sender');
    expect(received[2]).not.toHaveProperty('addedHeaders');
  });

  it('is the other end of the connection where nothing else was said, also when headers claim to know', async () => {
    const listen = await listening();
    await post(listen.url, textMessage('wamid.1'), {
      'x-forwarded-for': '31.13.24.5',
      'cf-connecting-ip': '31.13.24.5',
    });

    const { sender } = await listen.next('webhook.received');
    expect(sender).toEqual({ address: '127.0.0.1', via: 'connection' });
  });

  it('stands in the line of the webhook, and of what was refused', async () => {
    const flags = ['--no-tunnel', '--port', '0', '--sender-header', 'x-real-ip'];
    const listen = startProgram(['listen', ...flags], { cwd: await folderWithList() });
    const url = await until(() => /listening on (\S+)/.exec(listen.out())?.[1], 'the URL');
    await post(url, textMessage('wamid.1'), { 'x-real-ip': '31.13.24.5' });
    await post(url, 'no JSON', { 'x-real-ip': '198.51.100.1' });

    await until(() => /signature unchecked · from 31\.13\.24\.5, inside Meta's list$/m.test(listen.out()), 'Meta');
    await until(() => /400 refused: .*, from 198\.51\.100\.1, outside Meta's list\)$/m.test(listen.out()), 'another');
  });
});

describe('--only-meta-ips', () => {
  const flags = ['--only-meta-ips', '--sender-header', 'X-Forwarded-For'];

  it('answers 403 to whoever is not in the kept list, webhook or handshake, and keeps nothing of it', async () => {
    const listen = await listening(flags, { cwd: await folderWithList() });
    const meta = await post(listen.url, textMessage('wamid.1'), { 'x-forwarded-for': '31.13.24.5' });
    const other = await post(listen.url, textMessage('wamid.2'), { 'x-forwarded-for': '31.13.24.5, 198.51.100.1' });
    const hidden = await post(listen.url, textMessage('wamid.3'));
    const handshake = await fetch(`${listen.url}?hub.mode=subscribe&hub.challenge=1`, {
      headers: { 'x-forwarded-for': '198.51.100.1' },
    });
    expect([meta.status, other.status, hidden.status, handshake.status]).toEqual([200, 403, 403, 403]);
    await listen.stop();

    const refused = listen.events().filter(({ type }) => type === 'webhook.refused');
    expect(refused).toMatchObject([
      { status: 403, reason: "198.51.100.1 is not in Meta's list" },
      { status: 403, reason: 'who sent this cannot be told: nothing on its way named the sender' },
      { status: 403, reason: "198.51.100.1 is not in Meta's list" },
    ]);
    expect(historyLines(listen.cwd).filter(({ type }) => type === 'webhook.received')).toHaveLength(1);
  });

  it.skipIf(!hasNginx)('lets our own check of the public URL pass, which Meta does not send', async () => {
    const port = await freePort();
    const proxy = ['proxy_set_header X-Forwarded-For $remote_addr;', `proxy_pass http://127.0.0.1:${port};`];
    const nginxPort = await nginxRunning([`location / { ${proxy.join(' ')} }`]);
    const publicUrl = `http://127.0.0.1:${nginxPort}`;
    const args = ['listen', ...flags, '--json', '--port', `${port}`, '--public-url', publicUrl];
    const listen = startProgram(args, { cwd: await folderWithList() });

    expect(await listen.next('receiver.ready')).toMatchObject({ publicUrl: `${publicUrl}/webhook` });
    expect((await post(`${publicUrl}/webhook`, textMessage('wamid.1'))).status).toBe(403);
  });

  it('says what it cannot know, and whom else it refuses', async () => {
    const cwd = await folderWithList();
    const local = await listening(['--only-meta-ips'], { cwd });
    const notes = () => local.events().filter(({ type }) => type === 'setting.noted');
    expect((await post(local.url, textMessage('wamid.1'))).status).toBe(403);
    expect(notes().map(({ setting, note }) => `${String(setting)}: ${String(note)}`)).toEqual([
      expect.stringMatching(/^--only-meta-ips: the list is \d+ days old, and Meta's addresses change/),
      '--only-meta-ips: everything from this machine is refused too, replay included',
    ]);

    const proxied = startProgram(['listen', '--only-meta-ips', '--port', '0', '--public-url', 'http://127.0.0.1:1'], {
      cwd,
    });
    await until(() => proxied.err().includes('name its header with --sender-header'), 'the note on the proxy');
    const tunneled = startProgram(['listen', '--only-meta-ips', '--port', '0', '--tunnel-host', 'http://127.0.0.1:1'], {
      cwd,
    });
    await until(
      () => tunneled.err().includes('localtunnel hides the sender, so that everything'),
      'the note on the tunnel',
    );
  });

  it('needs a list', async () => {
    const listen = startProgram(['listen', '--only-meta-ips', '--no-tunnel', '--port', '0']);
    expect(await listen.ended).toMatchObject({ exitCode: 3 });
    expect(listen.err()).toContain(
      "error: --only-meta-ips needs the list of Meta's addresses, and none is kept here.\n  Run `wa-webhook ips refresh` first.\n",
    );
  });
});

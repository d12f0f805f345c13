import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { run } from '../src/cli.ts';
import { EXIT, errorKinds } from '../src/errors.ts';
import { sign } from '../src/webhook/signature.ts';
import { appAnswering } from './support/app-answering.ts';
import { type FakeIoOptions, fakeIo, temporaryFolder } from './support/fake-io.ts';
import { freePort } from './support/free-port.ts';

async function runWith(args: readonly string[], options: FakeIoOptions = {}) {
  const { io, out, err } = fakeIo(options);
  const exitCode = await run(args, io);
  return { exitCode, out: out(), err: err() };
}

describe('the exit codes', () => {
  it('are the published ones', () => {
    expect(EXIT).toEqual({
      done: 0,
      negative: 1,
      usage: 2,
      input: 3,
      unreachable: 4,
      outside: 5,
      port: 6,
      bug: 70,
      interrupted: 130,
      terminated: 143,
    });
  });

  it('are given to each kind of error, with a next step', () => {
    for (const { exitCode, hint } of Object.values(errorKinds)) {
      expect([2, 3, 4, 5, 6]).toContain(exitCode);
      expect(hint).toMatch(/^[A-Z].*\S$|^replay /);
    }
  });
});

describe('wa-webhook', () => {
  it('prints its version on stdout', async () => {
    expect(await runWith(['--version'])).toEqual({ exitCode: 0, out: `${packageJson.version}\n`, err: '' });
  });

  it('prints its help on stdout, and fails with it on stderr when nothing is asked', async () => {
    const asked = await runWith(['--help']);
    expect(asked).toMatchObject({ exitCode: 0, err: '' });
    expect(asked.out).toContain('Usage: wa-webhook');

    const nothing = await runWith([]);
    expect(nothing).toMatchObject({ exitCode: 2, out: '' });
    expect(nothing.err).toContain('Usage: wa-webhook');
  });

  it.each(['listen', 'replay', 'ips', 'fixtures', 'explain'])('explains %s within 80 columns', async (name) => {
    const { exitCode, out } = await runWith([name, '--help']);
    expect(exitCode).toBe(0);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([
    [['lisen'], "unknown command 'lisen'", 'Did you mean listen?'],
    [['replay', 'text', '--too', 'x'], "unknown option '--too'", 'Did you mean --to?'],
    [['replay'], "missing required argument 'what'", ''],
    [['listen', '--port', '80a'], '--port', 'It takes a port number from 0 (any free one) to 65535.'],
    [['listen', '--port', '65536'], '--port', 'It takes a port number'],
    [['listen', '--max-body', 'big'], '--max-body', 'It takes a size like 3mb, 64kb or 1500.'],
    [['listen', '--path', 'webhook'], '--path', 'It takes a path like /webhook'],
    [
      ['listen', '--tunnel', 'magic'],
      '--tunnel',
      'Allowed choices are localtunnel, cloudflared, ngrok, ssh, command, none.',
    ],
    [['listen', '--forward-to', 'localhost:3000'], '--forward-to', 'like http://localhost:3000'],
    [['replay', 'text', '--speed', '0x'], '--speed', 'It takes a factor above 0 like 1000x.'],
    [['replay', 'text', '--timeout', 'soon'], '--timeout', 'It takes a time like 10s, 500ms or 7d.'],
    [['replay', 'text', '--duplicates', '-1'], '--duplicates', 'It takes a whole number'],
    [['replay', 'text', '--header', 'no colon'], '--header', "It takes a header like 'X-Team: blue'."],
    [['replay', 'text', '--escape', 'html'], '--escape', 'Allowed choices are meta, messenger, none.'],
    [['replay', 'text', '--size', '4mb'], '--size is 4194304 bytes', '--oversize'],
    [['replay', 'text'], 'Nothing says where to send', '--to http://127.0.0.1:3000/webhook'],
  ])('refuses %j with exit code 2, the flag and what it takes', async (args, flag, remedy) => {
    const { exitCode, out, err } = await runWith(args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/^error: /);
    expect(err).toContain(flag);
    expect(err).toContain(remedy);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it.each([
    [['replay', 'txet'], 'Did you mean "text"?'],
    [['replay', 'no/such/file.json'], 'There is no file no/such/file.json.'],
    [['replay', 'broken.json'], 'broken.json is not JSON'],
    [['replay', 'large.json'], 'large.json is too large'],
    [['replay', 'deep.json'], 'nested too deep'],
    [['replay', '-'], 'stdin is empty.'],
    [['fixtures', 'show', 'nothing'], 'There is no fixture'],
  ])('refuses the input of %j with exit code 3', async (args, message) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'broken.json'), '{"a":1,}');
    writeFileSync(join(cwd, 'large.json'), JSON.stringify('x'.repeat(3 * 1024 * 1024)));
    writeFileSync(join(cwd, 'deep.json'), `${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const to = args[0] === 'replay' ? ['--to', 'http://127.0.0.1:9/'] : [];
    const { exitCode, out, err } = await runWith([...args, ...to], { cwd });
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('ends with 1 when an answer was not 200', async () => {
    const app = await appAnswering(500);
    const { exitCode, out } = await runWith(['replay', 'text', '--to', app.url]);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/#1 +500 /);
  });

  it('ends with 4 when nobody answered', async () => {
    const to = `http://127.0.0.1:${await freePort()}/`;
    const { exitCode, out, err } = await runWith(['replay', 'text', '--to', to]);
    expect(exitCode).toBe(4);
    expect(out).toContain('nothing listens');
    expect(err).toContain(`error: No answer from ${to}.\n  Is your app running?`);
  });

  it('ends with 5 when the whois server does not answer', async () => {
    const { exitCode, out, err } = await runWith(['ips', 'refresh', '--input', 'empty'], { cwd: withEmptyFile() });
    expect({ exitCode, out }).toEqual({ exitCode: 5, out: '' });
    expect(err).toMatch(/^error: /m);
  });

  it('ends with 6 when the port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { exitCode, out, err } = await runWith(['listen', '--no-tunnel', '--port', `${port}`]);
    expect({ exitCode, out }).toEqual({ exitCode: 6, out: '' });
    expect(err).toContain(`Port ${port} on 127.0.0.1 is taken.`);
  });

  it('ends with 2 when the state folder cannot be written', async () => {
    const { exitCode, err } = await runWith(['listen', '--no-tunnel', '--port', '0', '--state-dir', 'empty/state'], {
      cwd: withEmptyFile(),
    });
    expect(exitCode).toBe(2);
    expect(err).toContain('ENOTDIR');
    expect(err).toContain('--no-history');
  });

  it('ends with 70 on a bug of ours, with the stack', async () => {
    const { io, err } = fakeIo();
    const broken = {
      ...io,
      now: () => {
        throw new TypeError('a bug');
      },
    };
    expect(await run(['replay', 'text', '--dry-run'], broken)).toBe(70);
    expect(err()).toContain('This is a bug in wa-webhook');
    expect(err()).toMatch(/TypeError: a bug\n\s+at /);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends a one-shot command with its code on %s', async (reason, code) => {
    const app = await appAnswering(() => world.stop(reason));
    const world = fakeIo();
    expect(await run(['replay', 'text', '--to', app.url], world.io)).toBe(code);
  });
});

describe("a stranger's text", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a terminal obeys.
  const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

  it('reaches no terminal by way of an error', async () => {
    const cwd = temporaryFolder();
    const webhook = {
      type: 'webhook.received',
      at: '2026-01-01T00:00:00.000Z',
      v: 1,
      notifications: [],
      headers: {},
      body: '{}',
    };
    writeFileSync(join(cwd, 'a.ndjson'), JSON.stringify({ ...webhook, id: '\u001b]0;evil\u0007\u202e-1' }));
    const { exitCode, err } = await runWith(['replay', 'a.ndjson', '--set', 'a=1', '--to', 'http://127.0.0.1:9/'], {
      cwd,
    });
    expect({ exitCode, hasName: err.includes('evil') }).toEqual({ exitCode: 2, hasName: true });
    expect(err).not.toMatch(OBEYED);
  });

  it('reaches none by way of the list of fixtures', async () => {
    expect((await runWith(['fixtures', 'list'])).out).not.toMatch(OBEYED);
  });
});

describe('replay', () => {
  it('finds the running listen of its folder, or what that forwards to', async () => {
    const app = await appAnswering(200);
    const cwd = temporaryFolder();
    const note = (pid: number, forwardTo: string[]) => {
      const folder = join(cwd, '.wa-webhook/listening');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, '7.json'), JSON.stringify({ pid, startedAt: '', url: app.url, forwardTo }));
    };

    note(process.pid, []);
    expect((await runWith(['replay', 'text'], { cwd })).exitCode).toBe(0);
    note(process.pid, [`${app.url}/app`]);
    expect((await runWith(['replay', 'text'], { cwd })).exitCode).toBe(0);
    note(-1, []);
    expect((await runWith(['replay', 'text'], { cwd })).exitCode).toBe(2);
    expect(app.requests.map(({ url }) => url)).toEqual(['/webhook', '/webhook/app']);
  });

  it('prints the exact body, and sends nothing', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a.json'), '{ "a": "ü/" }\n');
    const { exitCode, out } = await runWith(['replay', 'a.json', '--print', 'body'], { cwd });
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: '{"a":"\\u00fc\\/"}' });
  });

  it('prints nothing beside the body, whatever else there is to tell', async () => {
    const { out, err } = await runWith(['replay', 'text', '--print', 'body', '--json']);
    expect(JSON.parse(out)).toMatchObject({ object: 'whatsapp_business_account' });
    expect(err).toContain('wa-webhook-test-secret');
  });

  it('prints the plan, retries included, and sends nothing', async () => {
    const app = await appAnswering(200);
    const { exitCode, out } = await runWith([
      'replay',
      'text',
      '--to',
      app.url,
      '--dry-run',
      '--retry',
      '--json',
      '--app-secret',
      's',
    ]);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(exitCode).toBe(0);
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(line).toMatchObject({ type: 'delivery.planned', v: 1, what: 'messages/text' });
    expect(app.requests).toEqual([]);
  });

  it('gives a fixture fresh ids and times, and none with --verbatim', async () => {
    const print = (...flags: string[]) => runWith(['replay', 'text', '--print', 'body', ...flags]);
    const [first, second] = [(await print()).out, (await print()).out];
    expect(first).not.toBe(second);
    expect((await print('--verbatim')).out).toBe((await print('--verbatim')).out);
    const { timestamp } = JSON.parse(first).entry[0].changes[0].value.messages[0];
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(600);
  });

  it('meets the size to the byte', async () => {
    const { out } = await runWith(['replay', 'history', '--print', 'body', '--size', '3mb']);
    expect(Buffer.byteLength(out)).toBe(3 * 1024 * 1024);
  });

  it('sends the files of a folder in name order, and standard input', async () => {
    const app = await appAnswering(200);
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'some'));
    for (const name of ['b', 'a']) writeFileSync(join(cwd, 'some', `${name}.json`), JSON.stringify(name));
    const { exitCode } = await runWith(['replay', 'some', '-', '--to', app.url], { cwd, stdin: '"c"' });
    expect(exitCode).toBe(0);
    expect(app.requests.map(({ rawBody }) => rawBody.toString())).toEqual(['"a"', '"b"', '"c"']);
  });

  it('ends JSON lines with the numbers', async () => {
    const app = await appAnswering(200, 500);
    const { out, exitCode } = await runWith([
      'replay',
      'text',
      'image',
      '--to',
      app.url,
      '--json',
      '--app-secret',
      's',
    ]);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(exitCode).toBe(1);
    expect(lines).toMatchObject([
      { type: 'delivery.answered', n: 1, what: 'messages/text', to: app.url, try: 1, status: 200, ok: true },
      { type: 'delivery.answered', n: 2, what: 'messages/image', status: 500, ok: false },
      { type: 'replay.finished', sent: 2, ok: 1, refused: 1, failed: 0 },
    ]);
  });
});

describe('fixtures', () => {
  it('lists each on a line, for people and for programs', async () => {
    const people = await runWith(['fixtures', 'list']);
    expect(people.out).toMatch(/^messages\/text +text from /m);

    const { out } = await runWith(['fixtures', 'list', '--json']);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.length).toBe(people.out.trim().split('\n').length);
    expect(lines.find(({ name }) => name === 'statuses/read')).toMatchObject({ field: 'messages', type: 'read' });
  });

  it('shows one as it is in its file', async () => {
    const { out } = await runWith(['fixtures', 'show', 'text']);
    expect(out).toBe(readFileSync(join(fakeIo().io.packageRoot, 'fixtures/messages/text.json'), 'utf8'));
  });

  it('shows one as Meta would send it, and as a command that sends it signed', async () => {
    const body = await runWith(['fixtures', 'show', 'text', '--as', 'body']);
    expect(body.out).toMatch(/^{"object":"whatsapp_business_account",.*\\u00f6ffnet.*}$/);
    const command = await runWith(['fixtures', 'show', 'text', '--as', 'curl', '--app-secret', 's']);
    expect(command.out).toContain(`--data-binary '${body.out}'`);
    expect(command.out).toContain(`X-Hub-Signature-256: ${sign(Buffer.from(body.out), 's')}`);
    const unsigned = await runWith(['fixtures', 'show', 'text', '--as', 'curl']);
    expect(unsigned.out).not.toContain('X-Hub-Signature');
  });
});

function withEmptyFile(): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'empty'), '');
  return cwd;
}

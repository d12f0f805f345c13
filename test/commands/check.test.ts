import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import schema from '../../src/check/profile-schema.json' with { type: 'json' };
import { run } from '../../src/cli.ts';
import { appAnswering } from '../support/app-answering.ts';
import { brokenFor } from '../support/broken-receivers.ts';
import { type FakeIoOptions, fakeIo, temporaryFolder } from '../support/fake-io.ts';
import { junitIn } from '../support/junit-in.ts';
import { SECRET, TOKEN } from '../support/reference-receiver.ts';
import { referenceRunning } from '../support/reference-running.ts';

const SECRETS = ['--verify-token', TOKEN, '--app-secret', SECRET];

async function runWith(args: readonly string[], options: FakeIoOptions = {}) {
  const { io, out, err } = fakeIo(options);
  const exitCode = await run(args, io);
  return { exitCode, out: out(), err: err(), cwd: io.cwd };
}

function brokenRunning(id: string): Promise<string> {
  return referenceRunning({ behaviour: brokenFor[id]?.behaviour() ?? {} });
}

describe('check', () => {
  it('exits 0 when all required cases pass, with a row for each', async () => {
    const { exitCode, out, err } = await runWith([
      'check',
      await referenceRunning(),
      ...SECRETS,
      '--only',
      'signature',
    ]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^pass {2}must {4}signature\/ascii +A rightly signed webhook is taken$/m);
    expect(out).toMatch(/^\d+ passed · \d+ requests · /m);
    expect(err).toMatch(/^checking http:.* · \d+ cases · required: must$/m);
  });

  it('exits 1 when a required case fails, and says what happened, why, and what to do', async () => {
    const url = await brokenRunning('signature/escapes');
    const { exitCode, out } = await runWith(['check', url, ...SECRETS, '--only', 'signature']);
    expect(exitCode).toBe(1);
    expect(out).toContain('FAIL  must    signature/escapes');
    expect(out).toContain('What: answered 401; 200 on plain ASCII.');
    expect(out).toContain('Why:  The body was parsed and written again before the HMAC');
    expect(out).toContain('Do:   Take the HMAC over the bytes that came');
  });

  it('says once what several failures have in common', async () => {
    const { url } = await appAnswering(200);
    const { out } = await runWith(['check', url, ...SECRETS, '--only', 'signature']);
    const failed = out.match(/^(?:FAIL|fail) .*$/gm) ?? [];
    expect(failed.length).toBeGreaterThan(1);
    expect(out.match(/^ +Why: /gm)).toHaveLength(1);
    expect(out.match(/^ +Do: +the same as for signature\/\S+\.$/gm)).toHaveLength(failed.length - 1);
  });

  it('exits 0 when what fails is below the level, and 1 when the level includes it', async () => {
    const url = await brokenRunning('handshake/markup');
    const args = ['check', url, ...SECRETS, '--only', 'handshake'];
    expect(await runWith(args)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('fail  should  handshake/markup'),
    });
    expect(await runWith([...args, '--level', 'should'])).toMatchObject({ exitCode: 1 });
  });

  it('exits 4 when nothing answers', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const { exitCode, out, err } = await runWith(['check', `http://127.0.0.1:${port}/`, ...SECRETS]);
    expect({ exitCode, out }).toEqual({ exitCode: 4, out: '' });
    expect(err).toContain(`nothing listens on 127.0.0.1:${port}`);
  });

  it('leaves out what nobody gave the secrets for, and says so', async () => {
    const { exitCode, out } = await runWith(['check', await referenceRunning(), '--only', 'handshake']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^skip {2}must {4}handshake\/echo +not asked: it needs --verify-token$/m);
    expect(out).toMatch(/^pass {2}must {4}handshake\/wrong-token /m);
  });

  it.each([
    [['check'], 'Nothing says which endpoint to check.'],
    [['check', 'http://127.0.0.1:9/', '--only', 'signatur'], 'There is no case "signatur". Did you mean "signature"?'],
    [['check', '--explain', 'ascii'], 'Did you mean "signature/ascii"?'],
    [['check', 'http://127.0.0.1:9/', '--level', 'maybe'], 'Allowed choices are must, should, may.'],
    [['check', 'http://127.0.0.1:9/', '--profile', 'none.json'], 'none.json (ENOENT)'],
    [['check', 'http://127.0.0.1:9/', '--output', '/dev/null/x'], 'Cannot write'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { exitCode, out, err } = await runWith(args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(message);
  });

  it('lists all cases, for people and programs', async () => {
    const { out } = await runWith(['check', '--list']);
    expect(out).toMatch(/^must {4}handshake\/wrong-token +A wrong token is refused$/m);
    const { out: lines } = await runWith(['check', '--list', '--json', '--only', 'alive']);
    expect(JSON.parse(lines)).toMatchObject({ id: 'alive/webhook', level: 'must', breaks: expect.any(String) });
  });

  it('explains a case with the remedy in the words of each framework', async () => {
    const { exitCode, out } = await runWith(['check', '--explain', 'signature/escapes']);
    expect(exitCode).toBe(0);
    for (const words of [
      'Express   mount express.raw(',
      'Rails     hash request.raw_post',
      'Usually  The body was parsed',
    ]) {
      expect(out).toContain(words);
    }
  });

  it('sends the same again with the same seed', async () => {
    const seen: string[] = [];
    const url = await referenceRunning({
      behaviour: {
        isSigned: ({ rawBody }) => {
          seen.push(rawBody.toString().replace(/"timestamp":"\d+"/g, ''));
          return true;
        },
      },
    });
    const args = ['check', url, ...SECRETS, '--only', 'repeat', '--skip', 'repeat/retry-after-silence', '--seed', '11'];
    await runWith(args);
    const first = seen.splice(0).sort();
    await runWith(args);
    expect(first.length).toBeGreaterThan(6);
    expect(seen.sort()).toEqual(first);
  });
});

describe('a profile', () => {
  it('is written with what fails today, and lets it be from then on', async () => {
    const url = await brokenRunning('signature/escapes');
    const args = ['check', url, ...SECRETS, '--only', 'signature'];
    const made = await runWith([...args, '--init']);
    expect(made).toMatchObject({ exitCode: 0, err: expect.stringContaining('wrote wa-webhook.check.json (profile)') });
    const profile: unknown = JSON.parse(readFileSync(join(made.cwd, 'wa-webhook.check.json'), 'utf8'));
    expect(profile).toMatchObject({
      cases: { 'signature/escapes': { applies: false, reason: expect.stringContaining('Today: ') } },
    });
    expect(new Ajv2020().compile(schema)(profile)).toBe(true);

    const again = await runWith([...args, '--profile', 'wa-webhook.check.json'], { cwd: made.cwd });
    expect(again).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('not asked: the profile says: To be filled in.'),
    });
    expect(await runWith([...args, '--init'], { cwd: made.cwd })).toMatchObject({ exitCode: 2 });
  });

  it('sets path, headers and levels, and its idle entries are told', async () => {
    const asked: string[] = [];
    const url = await referenceRunning({
      behaviour: {
        before: ({ url: path = '', headers }) => {
          asked.push(`${path.split('?')[0]} ${headers['x-gateway']}`);
          return false;
        },
      },
    });
    const cwd = temporaryFolder();
    const cases = {
      'alive/webhook': { level: 'may', reason: 'it is a test' },
      'signature/asci': { applies: false, reason: 'a typo' },
      'signature/wrong': { applies: false, reason: '' },
    };
    writeFileSync(join(cwd, 'p.json'), JSON.stringify({ path: '/hook', headers: { 'X-Gateway': 'key-9' }, cases }));
    const { out, err } = await runWith(
      ['check', url, ...SECRETS, '--only', 'alive', '--only', 'signature', '--profile', 'p.json'],
      { cwd },
    );
    expect(new Set(asked)).toEqual(new Set(['/hook key-9']));
    expect(out).toMatch(/^pass {2}may {5}alive\/webhook/m);
    expect(err).toContain('"signature/asci" is no case. Did you mean "signature/ascii"?');
    expect(err).toContain('"signature/wrong" has no reason yet.');
  });

  it.each([
    ['nothing', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    ['{"case":{}}', '"case", which is none of path, headers, cases'],
    ['{"path":"webhook"}', '"path" is no path'],
    ['{"cases":{"alive/webhook":{"applies":true,"reason":""}}}', 'can only be false'],
    ['{"cases":{"alive/webhook":{"level":"high","reason":""}}}', 'must, should, may'],
    ['{"cases":{"alive/webhook":{"applies":false}}}', 'has no "reason"'],
  ])('is refused with the place of its fault: %s', async (text, fault) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'p.json'), text);
    const { exitCode, err } = await runWith(['check', 'http://127.0.0.1:9/', '--profile', 'p.json'], { cwd });
    expect(exitCode).toBe(2);
    expect(err).toContain(fault);
  });
});

/** Answers a forged webhook with what would be obeyed by a terminal, a browser or a reader of Markdown, and the secrets in it. */
function hostileRunning(): Promise<string> {
  const body = `]]> <script>alert(1)</script>\u001b[31m\u202e ${SECRET} ${TOKEN} \`|[x](javascript:1)`;
  return referenceRunning({
    behaviour: {
      handshake: () => ({ status: 403, headers: { 'x-echo': TOKEN }, body }),
      take: () => ({ status: 500, headers: { 'x-powered-by': 'Express' }, body }),
    },
  });
}

describe('a report', () => {
  const report = async (reporter: string, ...more: string[]) => {
    const url = await hostileRunning();
    const args = [
      'check',
      url,
      ...SECRETS,
      '--only',
      'handshake',
      '--only',
      'signature',
      '--only',
      'body/null',
      '--reporter',
      reporter,
    ];
    return runWith([...args, ...more]);
  };

  it.each(['table', 'json', 'junit', 'tap', 'markdown', 'html'])(
    'as %s tells of failures, and neither secrets nor what strangers would have done',
    async (reporter) => {
      const { exitCode, out, err } = await report(reporter);
      expect(exitCode).toBe(1);
      expect(out).toContain('signature/ascii');
      expect(out + err).not.toContain(SECRET);
      for (const form of [TOKEN, encodeURIComponent(TOKEN)]) expect(out + err).not.toContain(form);
      if (reporter === 'json') return;
      for (const harmful of ['\u001b', '\u202e']) expect(out).not.toContain(harmful);
      expect(out).not.toContain('<script');
    },
  );

  it('as JUnit is read by an XML parser, a failure for each required case that failed', async () => {
    const { out } = await report('junit');
    expect(junitIn(out).cases.find(({ name }) => name.startsWith('handshake/echo:'))?.says).toMatchObject({
      failure: expect.any(String),
    });
    expect(out.match(/<failure /g)?.length).toBeGreaterThan(5);
    expect(out).toContain('testsuite name="signature"');
  });

  it('as TAP has a plan, and a TODO for what is not required', async () => {
    const { out } = await report('tap');
    const tests = out.match(/^(?:not )?ok \d+ - /gm) ?? [];
    expect(out).toMatch(/^TAP version 13\n/);
    expect(out).toContain(`\n1..${tests.length}\n`);
    expect(out).toMatch(/^not ok \d+ - signature\/raw-utf8: .* # TODO should, not required$/m);
  });

  it('goes into a file, while the table stays on stdout', async () => {
    const { out, err, cwd } = await report('html', '--output', 'check.html');
    expect(out).toContain('FAIL  must    signature/ascii');
    expect(err).toContain('wrote check.html (html)');
    const html = readFileSync(join(cwd, 'check.html'), 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('Request and answer: ');
    expect(html).not.toMatch(/\bsrc=|href=|<script|@import|url\(/);
    expect(html).toContain('In Express: ');
  });

  it('as JSON lines holds the request and the answer of what failed', async () => {
    const { out } = await report('json');
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; id?: string; evidence?: unknown });
    expect(lines[0]).toMatchObject({ type: 'check.started', level: 'must', v: 1 });
    expect(lines.at(-1)).toMatchObject({ type: 'check.finished' });
    expect(lines.find(({ id }) => id === 'signature/ascii')?.evidence).toMatchObject({
      method: 'POST',
      requestHeaders: { 'x-hub-signature-256': expect.stringMatching(/^sha256=/) },
      status: 500,
      answerHeaders: { 'x-powered-by': 'Express' },
    });
  });
});

describe('verify URL', () => {
  it('says that Meta would take the URL', async () => {
    const { exitCode, out } = await runWith(['verify', await referenceRunning(), '--verify-token', TOKEN]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^Meta would take this URL\.$/m);
    expect(out).not.toContain('signature/');
  });

  it.each([
    [
      404,
      "couldn't be validated. Please verify the provided information or try again later. Callback verification failed with the following errors: HTTP Status Code = 404; HTTP Message = Not Found",
    ],
    [302, 'HTTP Status Code = 302; HTTP Message = Found'],
    [200, "The callback URL or verify token couldn't be validated."],
  ])('says in its own words what Meta says to %i', async (status, words) => {
    const url = await referenceRunning({ behaviour: { handshake: () => ({ status, body: '"x"' }) } });
    const { exitCode, out } = await runWith(['verify', url, '--verify-token', TOKEN]);
    expect(exitCode).toBe(1);
    expect(out).toContain(words);
  });

  it('speaks of curl where nothing answers', async () => {
    const { exitCode, err } = await runWith(['verify', 'http://127.0.0.1:9/', '--verify-token', TOKEN]);
    expect(exitCode).toBe(4);
    expect(err).toContain('curl_errno = 7; curl_error = Failed to connect to 127.0.0.1: Connection refused');
  });

  it('needs the token', async () => {
    expect(await runWith(['verify', 'http://127.0.0.1:9/'])).toMatchObject({ exitCode: 2 });
  });
});

describe('the effects', () => {
  it('are watched on the port that is given', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await runWith(['check', 'http://127.0.0.1:9/', ...SECRETS, '--effects', String(port)])).toMatchObject({
      exitCode: 6,
    });
    await new Promise((resolve) => server.close(resolve));
    onTestFinished(() => void server.close());

    const url = await referenceRunning({ graphUrl: `http://127.0.0.1:${port}` });
    const { exitCode, out, err } = await runWith([
      'check',
      url,
      ...SECRETS,
      '--only',
      'effects',
      '--level',
      'may',
      '--effects',
      String(port),
    ]);
    expect({ exitCode, failed: out.match(/^(?:FAIL|skip).*/gm) }).toEqual({ exitCode: 0, failed: null });
    expect(err).toContain(`Send API stand-in at http://127.0.0.1:${port}`);
  });
});

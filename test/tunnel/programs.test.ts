import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, type TunnelSession } from '../../src/tunnel/provider.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeProgram, fakeProgram, printing, STAYING, STUBBORN } from '../support/fake-program.ts';
import { openContext } from '../support/supervise.ts';
import { type ProgramScene, scenes } from '../support/tunnel-scenes.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Bounds a hang only: nothing here waits for it. */
const LONG_MS = 60_000;

async function open(scene: ProgramScene, fake: FakeProgram, { withinMs = LONG_MS, signal = neverAborted() } = {}) {
  const context = openContext({
    targetPort: 4711,
    settings: scene.settings,
    env: fake.env,
    stateDir: fake.folder,
    signal,
  });
  const session = await scene.create(withinMs).open(context);
  closers.push(session.close);
  return session;
}

async function failure(opening: Promise<TunnelSession>): Promise<TunnelError> {
  const error = await opening.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TunnelError)) throw new Error('It opened, or failed with another error.', { cause: error });
  return error;
}

describe.each(Object.entries<ProgramScene>(scenes))('the provider %s', (_, scene) => {
  const stands = printing(...scene.standing);

  it('tells the URL of a program that stands, and ends it with all that it started', async () => {
    const fake = fakeProgram(scene.program, `${stands}\nsleep 1000 & noted $!\nsleep 1000 & noted $!\nwait`);
    const session = await open(scene, fake);
    expect(session.url.href).toBe(scene.url);
    await eventually(() => expect(fake.running()).toHaveLength(3));

    await Promise.all([session.close(), session.close()]);

    expect(await session.closed).toMatchObject({ code: 'stopped' });
    await eventually(() => expect(fake.running()).toEqual([]));
  });

  it('kills a program that cannot be asked', async () => {
    const fake = fakeProgram(scene.program, `${stands}\n${STUBBORN}`);
    const session = await open(scene, fake);

    await session.close();

    await eventually(() => expect(fake.running()).toEqual([]));
  });

  it('names a missing program, and how to get it, and does not try again', async () => {
    const fake = fakeProgram('another', STAYING);
    const env = { PATH: fake.folder };
    const error = await failure(open(scene, { ...fake, env }));

    expect(error).toMatchObject({ code: 'binary-missing', isFatal: true });
    expect(error.message).toMatch(new RegExp(`^"${scene.program}" is not on PATH\\. (?:Install|Check) .*\\.$`));
  });

  it.each(['exit 3', `${printing('something went wrong', 'usage: see the manual')}\nexit 3`])(
    'tells a program that ends at once (%#), with its last words',
    async (script) => {
      const error = await failure(open(scene, fakeProgram(scene.program, script)));

      expect(error).toMatchObject({ code: 'exited', isFatal: false });
      expect(error.message).toContain(`${scene.program} ended with 3`);
      if (script.includes('manual')) expect(error.message).toMatch(/last said "(?:usage|something)/);
    },
  );

  it.each(scene.troubles)('knows what "$says" means', async ({ says, code, isFatal }) => {
    const script = `${printing(says)}\n${isFatal ? STAYING : 'exit 255'}`;
    const fake = fakeProgram(scene.program, script);
    const error = await failure(open(scene, fake));

    expect(error).toMatchObject({ code, isFatal });
    expect(error.message).toMatch(/\.$/);
    await eventually(() => expect(fake.running()).toEqual([]));
  });

  it('gives up on one that says nothing, and on one that says nothing of use', async () => {
    const garbage = `${printing('\u001b]0;title\u0007', '\u202e', '{"url":', '𝟘'.repeat(50))}\nhead -c 3000 /dev/urandom\n`;
    for (const script of [STAYING, garbage + STAYING]) {
      const fake = fakeProgram(scene.program, script);
      const error = await failure(open(scene, fake, { withinMs: 500 }));

      expect(error).toMatchObject({ code: 'timeout', isFatal: false });
      expect(error.message).toMatch(/printed no public URL within 0\.5 s/);
      expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      await eventually(() => expect(fake.running()).toEqual([]));
    }
  });

  it('finds the URL in a flood, and in pieces', async () => {
    const pieces = scene.standing.map((line) => {
      const half = Math.floor(line.length / 2);
      return `printf '%s' '${line.slice(0, half)}'; sleep 0.02; printf '%s\\n' '${line.slice(half)}'`;
    });
    const flood = 'head -c 20000000 /dev/zero | tr "\\0" x; echo; yes | head -c 2000000';
    const session = await open(scene, fakeProgram(scene.program, [flood, ...pieces, STAYING].join('\n')));

    expect(session.url.href).toBe(scene.url);
  });

  it('ends, told why, when the program dies', async () => {
    const fake = fakeProgram(
      scene.program,
      `${stands}\nwhile [ ! -e "${'$'}{0%/*}/die" ]; do sleep 0.02; done\nkill -9 $$`,
    );
    const session = await open(scene, fake);
    expect(await Promise.race([session.closed, 'standing'])).toBe('standing');

    fake.touch('die');

    expect(await session.closed).toMatchObject({ reason: expect.stringContaining(`${scene.program} ended with 137`) });
  });

  it.each(scene.changed)('ends when the program is given another URL: %s', async (line) => {
    const later = `${printing(line)}\n${STAYING}`;
    const fake = fakeProgram(
      scene.program,
      `${stands}\nwhile [ ! -e "${'$'}{0%/*}/change" ]; do sleep 0.02; done\n${later}`,
    );
    const session = await open(scene, fake);

    fake.touch('change');

    expect(await session.closed).toMatchObject({ code: 'url-changed' });
  });

  it('lets go at once when it is stopped, before and while it opens', async () => {
    const fake = fakeProgram(scene.program, STAYING);
    const aborted = failure(open(scene, fake, { signal: AbortSignal.abort() }));
    expect(await aborted).toMatchObject({ code: 'stopped' });
    expect(fake.runs()).toEqual([]);

    const stop = new AbortController();
    const opening = failure(open(scene, fake, { signal: stop.signal }));
    await eventually(() => expect(fake.running()).toHaveLength(1));
    stop.abort();

    expect(await opening).toMatchObject({ code: 'stopped' });
    await eventually(() => expect(fake.running()).toEqual([]));
  });

  it('hands its program no secret of ours', async () => {
    const fake = fakeProgram(scene.program, `${stands}\n${STAYING}`);
    const env = { ...fake.env, WA_WEBHOOK_APP_SECRET: 'a-secret', TUNNEL_TOKEN: 'theirs' };
    await open(scene, { ...fake, env });

    const [run] = fake.runs();
    expect(run?.args.join(' ')).toContain('127.0.0.1:4711');
    expect(run?.env).toContain('TUNNEL_TOKEN=theirs');
    expect(run?.env.join('\n')).not.toContain('a-secret');
  });
});

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}

import { afterEach, describe, expect, it } from 'vitest';
import { askWhois, serverName, type WhoisQuestion } from '../../src/allowlist/whois.ts';
import { CliError } from '../../src/errors.ts';
import type { HappenedEvent } from '../../src/events.ts';
import {
  routeObject,
  type WhoisAnswering,
  type WhoisOptions,
  whoisAnswer,
  whoisAnswering,
} from '../support/whois-answering.ts';
import type { WhoisFault } from '../support/whois-faults.ts';

const prefixes = ['157.240.2.0/24', '157.240.100.0/24', '2a03:2880::/32'];

/** Long enough for a slow machine where an answer comes, short where none does. */
const patience = { connectMs: 60_000, idleMs: 60_000, totalMs: 60_000, retryDelaysMs: [1, 1] };

const servers: WhoisAnswering[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('askWhois', () => {
  it.each(['127.0.0.1', '::1'])('asks %s one question and takes one whole answer', async (host) => {
    const server = await start({ host });
    const { answer, events } = await ask(server, { server: { host, port: server.port } });

    expect(answer).toBe(whoisAnswer(prefixes.map((prefix) => routeObject(prefix))));
    expect(server.questions).toEqual(['-i origin AS32934\r\n']);
    expect(events).toEqual([{ type: 'allowlist.asked', server: server.name, query: '-i origin AS32934' }]);
  });

  it.each<[WhoisFault, string]>([
    ['cut-in-line', 'is cut: it does not end with two empty lines.'],
    ['cut-in-object', 'is cut: it does not end with two empty lines.'],
    ['cut-between-objects', 'is cut: it does not end with two empty lines.'],
    ['denied', 'The server gave no list, it said "%% Access denied".'],
    ['empty', 'is empty.'],
    ['error', 'it said "%% ERROR: the database is \\u001b[2Jbeing reloaded".'],
    ['no-entries', 'it said "%  No entries found for the selected source(s).".'],
  ])('refuses the answer at once: %s', async (fault, sentence) => {
    const server = await start({ fault });
    const refusal = await failure(ask(server));

    expect(refusal.code).toBe('list-refused');
    expect(refusal.message).toContain(sentence);
    expect(server.questions).toHaveLength(1);
  });

  it.each<[WhoisFault, string]>([
    ['reset', 'ECONNRESET'],
    ['reset-midway', 'ECONNRESET'],
    ['hang', 'silent for 0.5 s'],
  ])('asks twice more, one connection at a time, then gives up: %s', async (fault, reason) => {
    const server = await start({ fault });
    const events: HappenedEvent[] = [];
    const idleMs = fault === 'hang' ? 500 : patience.idleMs;
    const givenUp = await failure(
      ask(server, { patience: { ...patience, idleMs }, emit: (event) => void events.push(event) }),
    );

    expect(givenUp.code).toBe('whois-failed');
    expect(givenUp.message).toBe(`No whole answer from ${server.name} after 3 tries: ${reason}.`);
    expect(server.questions).toHaveLength(3);
    expect(server.mostAtOnce()).toBe(1);
    expect(events.filter(({ type }) => type === 'allowlist.retried')).toHaveLength(2);
  });

  it('takes the answer that comes after two resets', async () => {
    const server = await start({ fault: 'reset', faultTimes: 2 });
    const { answer } = await ask(server);
    expect(answer).toContain('157.240.2.0/24');
    expect(server.questions).toHaveLength(3);
  });

  it('tells a refused connection by its code', async () => {
    const server = await start();
    await servers.pop()?.close();
    const givenUp = await failure(ask(server));
    expect(givenUp.message).toBe(`No whole answer from ${server.name} after 3 tries: ECONNREFUSED.`);
  });

  it('waits two and four seconds before it asks again, and a little more or less', async () => {
    const server = await start({ fault: 'reset' });
    const stop = new AbortController();
    const waits: number[] = [];
    const question = {
      signal: stop.signal,
      jitter: () => 1,
      emit: (event: HappenedEvent) => {
        if (event.type !== 'allowlist.retried') return;
        waits.push(event.inMs);
        stop.abort('SIGINT');
      },
    };
    // Its own patience, the real one: Ctrl-C ends the first wait.
    await expect(ask(server, question, 'real patience')).rejects.toThrow('Stopped');
    expect(waits).toEqual([2_500]);
  });

  it('ends a server that drips for ever, without asking it again', async () => {
    const server = await start({ fault: 'drip' });
    const givenUp = await failure(ask(server, { patience: { ...patience, totalMs: 1_000 } }));
    expect(givenUp.message).toBe(`No whole answer from ${server.name}: not finished within 1 s.`);
    expect(server.questions).toHaveLength(1);
  });

  it('ends a flood at 8 MiB', async () => {
    const server = await start({ fault: 'flood' });
    const givenUp = await failure(ask(server));
    expect(givenUp.code).toBe('whois-failed');
    expect(givenUp.message).toBe(`No whole answer from ${server.name}: more than 8 MiB came.`);
  });

  it('stops at once when the user wants an end, in the middle of an answer too', async () => {
    const server = await start({ fault: 'hang' });
    const stop = new AbortController();
    const asked = expect(ask(server, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => server.questions.length).toBe(1);
    stop.abort('SIGINT');
    await asked;
  });

  it('asks nothing when the end was wanted before', async () => {
    const server = await start();
    const asked = ask(server, { signal: AbortSignal.abort('SIGINT') });
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.questions).toEqual([]);
  });
});

describe('serverName', () => {
  it('puts an IPv6 host in brackets', () => {
    expect(serverName({ host: '::1', port: 43 })).toBe('[::1]:43');
    expect(serverName({ host: 'whois.example', port: 4343 })).toBe('whois.example:4343');
  });
});

async function start(options: WhoisOptions = {}): Promise<WhoisAnswering> {
  const server = await whoisAnswering(prefixes, options);
  servers.push(server);
  return server;
}

async function ask({ port }: WhoisAnswering, changes: Partial<WhoisQuestion> = {}, wait?: 'real patience') {
  const events: HappenedEvent[] = [];
  const answer = await askWhois({
    server: { host: '127.0.0.1', port },
    query: '-i origin AS32934',
    emit: (event) => void events.push(event),
    signal: new AbortController().signal,
    jitter: () => 0.5,
    ...(wait === undefined && { patience }),
    ...changes,
  });
  return { answer, events };
}

async function failure(work: Promise<unknown>): Promise<CliError> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof CliError) return outcome;
  throw new Error('Expected an expected failure.', { cause: outcome });
}

import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/delivery/scenario/parse.ts';
import { unfoldScenario } from '../../../src/delivery/scenario/unfold.ts';
import { createSeededRandom } from '../../../src/delivery/seeded-random.ts';

const ID = 'wamid.HBgLMTU1NTAxMDAzMDAVAgARGBY2NTU4Nzk2MUYzN0ZCMkFDOTlBQzAyAA==';
const status = (timestamp: string) => ({ id: ID, recipient_id: '15550100300', timestamp });
const NOW = 1_800_000_000;

function unfold(
  steps: readonly object[],
  options: { readonly speed?: number; readonly nowSeconds?: number | undefined } = {},
) {
  const parsed = parseScenario({ steps: steps.map((step) => ({ fixture: 'read', ...step })) });
  if (!parsed.ok) throw new Error(parsed.reason);
  const payloads = steps.map(() => status('1790416860'));
  const unfolded = unfoldScenario(parsed.scenario, payloads, {
    speed: 1,
    nowSeconds: NOW,
    identity: undefined,
    escaping: 'meta',
    maxBytes: 1_000_000,
    random: createSeededRandom(7),
    ...options,
  });
  if (!unfolded.ok) throw new Error(unfolded.fault);
  return unfolded.bodies.map(({ what, rawBody, moment }) => {
    const sent = JSON.parse(Buffer.from(rawBody).toString()) as ReturnType<typeof status>;
    return { what, ...sent, seconds: Number(sent.timestamp), atMs: moment?.atMs ?? Number.NaN, lane: moment?.lane };
  });
}

describe('unfoldScenario', () => {
  it('lets the steps of one message share their id, and others not', () => {
    const [one, two, other] = unfold([{}, { after: '2s' }, { after: '2s', message: 'other' }]);
    expect(one?.id).not.toBe(ID);
    expect(two?.id).toBe(one?.id);
    expect(other?.id).not.toBe(one?.id);
    expect(other?.what).toBe('read (other)');
  });

  it('counts times from the step before, or from the start', () => {
    const sent = unfold([{ after: '1s' }, { after: '2s' }, { at: '10s' }, { after: '5s' }]);
    expect(sent.map(({ atMs }) => atMs)).toEqual([1_000, 3_000, 10_000, 15_000]);
    expect(sent.map(({ seconds }) => seconds)).toEqual([1, 3, 10, 15].map((second) => NOW + second));
  });

  it('tells when it happened, however late it comes', () => {
    const sent = unfold([{}, { after: '2s', late: '1min' }, { after: '20s' }, { at: '5s', heldUntil: '1h' }]);
    expect(sent.map(({ atMs, seconds }) => [atMs, seconds - NOW])).toEqual([
      [0, 0],
      [22_000, 22],
      [62_000, 2],
      [3_600_000, 5],
    ]);
  });

  it('ends now when time is compressed, so that nothing comes from the future', () => {
    const slow = unfold([{}, { after: '1h' }], { speed: 1 });
    expect(slow.map(({ seconds }) => seconds - NOW)).toEqual([0, 3_600]);
    const fast = unfold([{}, { after: '1h' }], { speed: 1_000 });
    expect(fast.map(({ seconds }) => seconds - NOW)).toEqual([-3_596, 4]);
  });

  it('keeps the times of the fixtures when it must not know what time it is', () => {
    expect(unfold([{}, { after: '3s' }], { nowSeconds: undefined }).map(({ seconds }) => seconds)).toEqual([
      1_790_416_860, 1_790_416_863,
    ]);
  });

  it('makes what it tells of older', () => {
    expect(unfold([{ age: '2d' }])[0]?.seconds).toBe(NOW - 2 * 86_400);
  });

  it('gives each of a count its own message, user and lane, from step to step', () => {
    const sent = unfold([{ count: 3 }, { count: 2, after: '2s' }]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3);
    expect(sent.map(({ recipient_id: user }) => user.slice(-3))).toEqual(['300', '301', '302', '300', '301']);
    expect(sent.map(({ lane }) => lane)).toEqual([0, 1, 2, 0, 1]);
    expect([sent[3]?.id, sent[4]?.id]).toEqual([sent[0]?.id, sent[1]?.id]);
    expect(sent[1]?.what).toBe('read (2)');
  });

  it('spreads by chance, and never past the step before', () => {
    const sent = unfold([
      { count: 200, spread: '1min', jitter: '5s' },
      { count: 200, after: '1s', spread: '1min', jitter: '5s' },
    ]);
    expect(sent.map(({ atMs }) => atMs)).toEqual(sent.map(({ atMs }) => atMs).sort((a, b) => a - b));
    expect(new Set(sent.map(({ seconds }) => seconds)).size).toBeGreaterThan(60);
    for (const id of new Set(sent.map((each) => each.id))) {
      const [one = Number.NaN, two = Number.NaN] = sent.filter((each) => each.id === id).map(({ seconds }) => seconds);
      expect(Math.abs(two - one)).toBeGreaterThanOrEqual(0);
    }
    expect(sent).toEqual(
      unfold([
        { count: 200, spread: '1min', jitter: '5s' },
        { count: 200, after: '1s', spread: '1min', jitter: '5s' },
      ]),
    );
  });

  it('sends copies at the same instant or again later, in lanes that wait for nobody', () => {
    const sent = unfold([{ duplicates: 2, again: ['20s'] }, { after: '10s' }]);
    expect(sent.map(({ atMs }) => atMs)).toEqual([0, 0, 0, 10_000, 20_000]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    const lanes = sent.map(({ lane }) => lane);
    expect([lanes[0], lanes[3]]).toEqual([0, 0]);
    expect(new Set(lanes).size).toBe(4);
  });

  it('replaces and sets after all else', () => {
    const [one] = unfold([{ replace: { 15550100300: '1777' }, set: { extra: { a: 1 } } }]);
    expect(one).toMatchObject({ recipient_id: '1777', extra: { a: 1 } });
  });
});

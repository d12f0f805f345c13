import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HappenedEvent, Stamped } from '../../src/events.ts';
import { createTextReader, textOf } from '../../src/ui/text.ts';
import { clockTime, duration } from '../../src/ui/text-line.ts';
import { examples, HAPPENED_AT, happened, received } from '../support/happened.ts';

const TIME = clockTime(HAPPENED_AT);
const TO = 'http://localhost:3000/hook';

function tell(event: Stamped, wantsColor = false): { out: string[]; err: string[] } {
  const out: string[] = [];
  const err: string[] = [];
  const reader = createTextReader(
    {
      stdout: { write: (text) => out.push(String(text)) > 0 },
      stderr: { write: (text) => err.push(String(text)) > 0 },
    },
    { stdout: wantsColor, stderr: wantsColor },
  );
  reader(event);
  return { out, err };
}

describe('createTextReader', () => {
  it.each<[Stamped, string, RegExp?]>([
    [happened('receiver.listening'), 'listening on http://127.0.0.1:8090/webhook'],
    [
      happened('receiver.listening', { isSignatureChecked: false, forwardTo: [TO], insteadOfPort: 8089 }),
      `listening on http://127.0.0.1:8090/webhook · forwarding to ${TO}`,
      /Port 8089 is taken.*\n.*not checked.*--app-secret-file/,
    ],
    [
      happened('receiver.ready'),
      'ready · public URL https://otter.example/webhook · verify token q8Zk3v0bXyPA',
      /Callback URL {2}https:\/\/otter\.example\/webhook\n {2}Verify token {2}q8Zk3v0bXyPA\n.*wa-webhook replay text/,
    ],
    [
      happened('receiver.ready', { publicUrl: null }),
      'ready · local only, no public URL · http://127.0.0.1:8090/webhook · verify token q8Zk3v0bXyPA',
      /wa-webhook replay text/,
    ],
    [happened('handshake.answered'), 'handshake answered: 200 by listen in 2 ms · asked by facebookplatform/1.0'],
    [
      happened('handshake.answered', { status: 403, ok: false, reason: 'the verify token differs' }),
      'handshake refused: 403 by listen in 2 ms · the verify token differs · asked by facebookplatform/1.0',
    ],
    [
      happened('webhook.drifted'),
      '#12 holds what wa-webhook 0.1.0 does not know · unknown: messages[0].image.ai_tags',
      /^Explain it: wa-webhook explain mhz3k2p1-12$/m,
    ],
    [
      happened('webhook.drifted', { unknown: ['a', 'b', 'c', 'd', 'e'] }),
      '#12 holds what wa-webhook 0.1.0 does not know · unknown: a, b, c, +2 more',
      /^Explain it: /,
    ],
    [received(12), '#12 text from Ada Test: "Hallo, wann öffnet ihr?" · signature valid'],
    [
      received(12, { duplicateOf: 'mhz3k2p1-7', duplicateAfterMs: 34_000 }),
      '#12 text from Ada Test: "Hallo, wann öffnet ihr?" · signature valid · again, 34 s after #7',
    ],
    [
      received(12, { duplicateOf: 'earlier-7', duplicateAfterMs: 7_200_000 }),
      '#12 text from Ada Test: "Hallo, wann öffnet ihr?" · signature valid · again, 2 h after #7 of an earlier session',
    ],
    [
      received(12, { notifications: [], signature: { state: 'unchecked' } }),
      '#12 nothing that WhatsApp documents, 2 bytes · signature unchecked',
    ],
    [
      received(12, { notifications: [], signature: { state: 'missing', reason: 'no X-Hub-Signature-256' } }),
      '#12 nothing that WhatsApp documents, 2 bytes · unsigned: no X-Hub-Signature-256',
    ],
    [
      received(12, { notifications: [], signature: { state: 'invalid', reason: 'does not match', cause: 'body cut' } }),
      '#12 nothing that WhatsApp documents, 2 bytes · bad signature: does not match. Cause: body cut',
    ],
    [happened('webhook.answered'), ''],
    [
      happened('webhook.answered', { tookMs: 1_400 }),
      '#12 answered 200 by listen in 1.4 s · slow: Meta wants 99 of 100 within 1 s',
    ],
    [
      happened('webhook.answered', { status: 500, by: 'app' }),
      '#12 answered 500 by the app in 12 ms · Meta sends it again',
    ],
    [happened('webhook.answered', { status: 0, by: 'fault' }), '#12 not answered: connection dropped on purpose'],
    [
      happened('webhook.refused'),
      '401 refused: signature does not match. Cause: the body was written anew. (POST /webhook, 512 bytes)',
    ],
    [happened('forward.answered'), `#12 → ${TO}: 200 in 34 ms`],
    [happened('forward.answered', { status: 201 }), `#12 → ${TO}: 201 in 34 ms · only 200 counts`],
    [
      happened('forward.failed'),
      `#12 → ${TO}: no answer (ECONNREFUSED) after 3 ms · Nothing listens on localhost:3000`,
    ],
    [happened('history.damaged'), '', /^History: skipped 1 damaged line in \.wa-webhook\/history\/a\.ndjson\./],
    [happened('tunnel.opening'), '', /^Opening a tunnel with localtunnel…\n$/],
    [happened('tunnel.proving'), '', /^Proving https:\/\/otter\.example\/webhook with Meta's own handshake…\n$/],
    [happened('tunnel.proving', { provider: '--public-url' }), '', /^$/],
    [happened('tunnel.opening', { attempt: 3 }), '', /attempt 3/],
    [
      happened('tunnel.opened', { notices: ['The leg to here is not encrypted'] }),
      'tunnel up: https://otter.example (localtunnel)',
      /^The leg to here is not encrypted\.\n$/,
    ],
    [
      happened('tunnel.opened', { previousUrl: 'https://old.example' }),
      'PUBLIC URL CHANGED: https://otter.example (localtunnel), was https://old.example',
      /Meta still sends to https:\/\/old\.example.*\n.*App Dashboard/,
    ],
    [
      happened('tunnel.opened', { previousUrl: 'https://old.example', overrideRequest: "curl 'x'" }),
      'PUBLIC URL CHANGED: https://otter.example (localtunnel), was https://old.example',
      /Webhook,\nor point one phone number here, .*:\n {2}curl 'x'\n$/,
    ],
    [happened('tunnel.opened', { downMs: 3_210 }), 'tunnel up again after 3.2 s: https://otter.example (localtunnel)'],
    [
      happened('tunnel.lost', { upMs: 90_000 }),
      'tunnel down: https://otter.example (localtunnel, after 90 s): the server closed it.',
      /Meta gets no answer/,
    ],
    [happened('tunnel.opening', { provider: '--public-url' }), '', /^Checking the public URL…\n$/],
    [happened('tunnel.opened', { provider: '--public-url' }), 'public URL answers: https://otter.example'],
    [
      happened('tunnel.limited'),
      'the way here is narrow: a body of 3,145,728 bytes is answered 413 by "nginx".',
      /One of 1,000,000 bytes passes/,
    ],
    [
      received(12, { sender: { address: '31.13.24.5', via: 'cf-connecting-ip', isMeta: true } }),
      '#12 text from Ada Test: "Hallo, wann öffnet ihr?" · signature valid · from 31.13.24.5, inside Meta\'s list',
    ],
    [
      received(12, { sender: { address: '127.0.0.1', via: 'connection' } }),
      '#12 text from Ada Test: "Hallo, wann öffnet ihr?" · signature valid',
    ],
    [happened('tunnel.failed'), 'tunnel failed (localtunnel): no URL after 15 s. Next try in 5 s.'],
    [
      happened('tunnel.lost'),
      'tunnel down: https://otter.example (localtunnel): the server closed it.',
      /Meta gets no answer/,
    ],
    [happened('setting.noted'), '', /^Note on --app-secret-file: a newline at its end was cut\.\n$/],
    [happened('session.ended'), '', /^Ended \(Ctrl-C\): 3 webhooks received, 1 of them again\.\n$/],
    [happened('delivery.answered'), `#1    200   12 ms        600 B  text → ${TO}`],
    [
      happened('delivery.answered', {
        status: 500,
        ok: false,
        try: 4,
        virtualMs: 360_000,
        realMs: 362,
        reason: 'not 200',
        metaRepeatsInMs: 900_000,
      }),
      '#1    500   12 ms        600 B  text · try 4, +6 min (362 ms) · not 200 · Meta sends it again in 15 min',
    ],
    [
      happened('delivery.failed', { metaRepeatsInMs: 0 }),
      `#1      -    3 ms        600 B  text → ${TO} · no answer (ECONNREFUSED): nothing listens there · Meta sends it again at once`,
    ],
    [
      happened('delivery.answered', { n: 12, sizeBytes: 3_145_728, status: 500, ok: false, metaRepeatsInMs: null }),
      '#12   500   12 ms  3,145,728 B  text · Meta gives up: it is lost',
    ],
    [
      happened('delivery.answered', { n: 2, status: 401, ok: true, metaRepeatsInMs: 0 }),
      '#2    401   12 ms        600 B  text',
    ],
    [
      happened('replay.finished'),
      'sent 3: 2 answered 200, 1 answered otherwise · p50 12 ms, p95 30 ms, max 31 ms · 20.0 per second',
      /^Only 200 counts: Meta would send the others again/,
    ],
    [
      happened('replay.finished', { sent: 1, ok: 0, refused: 0, failed: 1 }),
      'sent 1: 0 answered 200, 1 without an answer',
      /^Only 200 counts/,
    ],
    [happened('replay.finished', { sent: 1, ok: 1, refused: 0, failed: 0 }), 'sent 1: 1 answered 200'],
    [
      happened('replay.finished', { sent: 1, unsent: 2, ok: 0, refused: 1, repeatable: 0, expected: { status: 401 } }),
      'sent 1: 0 answered 401, 1 answered otherwise, 2 of the plan not sent',
    ],
    [
      happened('replay.finished', { sent: 1, ok: 1, refused: 0, expected: { status: 200, withinMs: 500 } }),
      'sent 1: 1 answered 200 within 500 ms',
    ],
    [happened('allowlist.asked'), '', /whois\.radb\.net/],
    [happened('allowlist.retried'), '', /reset/],
    [happened('allowlist.refreshed'), '', /2 prefixes/],
  ])('tells $type', (event, out, err = /^$/) => {
    const told = tell(event);
    expect(told.out.join('')).toBe(out === '' ? '' : `${TIME} ${out}\n`);
    expect(told.err.join('')).toMatch(err);
  });

  it('plans without a time of its own', () => {
    const retry = { try: 2, virtualMs: 300_000, realMs: 300, isRetry: true };
    expect(tell(happened('delivery.planned', retry)).out).toEqual([
      `#1 at +5 min (here +300 ms) text → ${TO} · 600 bytes · try 2 · only while the answer is not 200\n`,
    ]);
  });

  it('writes a webhook with several notifications at once, the others indented', () => {
    const first = { field: 'messages', kind: 'message', type: 'text', summary: 'text from Ada' } as const;
    const { out } = tell(received(3, { notifications: [first, { ...first, summary: 'read by Bob' }] }));

    expect(out).toEqual([`${TIME} #3 text from Ada · signature valid\n         + read by Bob\n`]);
  });

  it('says the same with colour and without', () => {
    for (const event of Object.values(examples)) {
      const stamped = happened(event.type);
      const plain = tell(stamped);
      const colored = tell(stamped, true);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is made of them.
      const uncolored = (texts: string[]) => texts.map((text) => text.replace(/\u001b\[\d+m/g, ''));
      expect(uncolored(colored.out)).toEqual(plain.out);
      expect(uncolored(colored.err)).toEqual(plain.err);
    }
  });

  it('passes nothing harmful to the terminal, in whatever field it came', () => {
    const hostile = '\u001b]52;c;aGk=\u0007\u202e\u009b2J\nnext';
    for (const example of Object.values(examples)) {
      // Every text of the event, however deep, but the type that chooses its words.
      const event = JSON.parse(JSON.stringify(example), (key, value) =>
        typeof value === 'string' && key !== 'type' && key !== 'state' && key !== 'by' ? value + hostile : value,
      ) as HappenedEvent;
      const { out, err } = tell({ ...event, at: HAPPENED_AT, v: 1 } as Stamped);
      const told = [...out, ...err].join('');

      expect(told).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
      expect(told.match(/\n/g)?.length ?? 0).toBe(textOf({ ...event, at: HAPPENED_AT, v: 1 } as Stamped).length);
    }
  });
});

describe('duration', () => {
  it.each([
    [0, '0 ms'],
    [2.4, '2 ms'],
    [1_400, '1.4 s'],
    [34_000, '34 s'],
    [300_000, '5 min'],
    [7_200_000, '2 h'],
    [604_800_000, '7 d'],
  ])('%i ms is %s', (ms, expected) => {
    expect(duration(ms)).toBe(expected);
  });

  it('never says more than a person reads at a glance', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 604_800_000 }), (ms) => duration(ms).length <= 7));
  });
});

import { describe, expect, it } from 'vitest';
import { markdownReport } from '../../src/ui/markdown-report.ts';
import { explain } from '../../src/webhook/explain.ts';
import { received } from '../support/happened.ts';

const report = (change: Parameters<typeof received>[1] = {}, bodyText = '{"a":1}') =>
  markdownReport({
    event: received(1, change),
    about: [{ type: 'webhook.answered', id: 'x', status: 500, by: 'app', tookMs: 12 }],
    bodyText,
    explanation: explain({ a: 1 }),
    version: '0.1.0',
  });

describe('markdownReport', () => {
  it('says when it came, what became of it, what it says, and lays out its body', () => {
    const text = report();
    expect(text).toContain('## Webhook `mhz3k2p1-1`');
    expect(text).toContain('- answered 500 by the app in 12 ms');
    expect(text).toContain('```text\nmessages: text from Ada Test');
    expect(text).toContain('### What differs from the documentation');
    expect(text).toContain('```json\n{\n  "a": 1\n}\n```');
  });

  it('leaves out what could let somebody in', () => {
    const headers = {
      authorization: 'Basic c2VjcmV0',
      cookie: 'session=secret',
      'x-api-key': 'key-of-mine',
      'x-hub-signature-256': `sha256=${'ab'.repeat(32)}`,
      'user-agent': 'facebookexternalua',
    };
    const text = report({ headers });
    expect(text).not.toMatch(/c2VjcmV0|session=|key-of-mine|(?:ab){10}/);
    expect(text).toContain('authorization: (left out)');
    expect(text).toContain('x-hub-signature-256: sha256=abababab…');
    expect(text).toContain('user-agent: facebookexternalua');
  });

  it('lets nothing that a stranger wrote out of its fence', () => {
    const summary = 'text: "```\n# Owned <script>"';
    const text = report(
      {
        path: '/webhook```',
        notifications: [{ field: 'messages', kind: 'message', type: 'text', summary }],
        signature: { state: 'invalid', reason: 'a *reason* [x](y)' },
      },
      '{"a":"````"}',
    );
    expect(text).toContain('````text\n');
    expect(text).toContain('`````json\n');
    expect(text).toContain('a \\*reason\\* \\[x\\](y)');
  });

  it('is short whatever came', () => {
    const notifications = Array.from({ length: 1_000 }, () => received(1).notifications).flat();
    const text = report({ notifications }, JSON.stringify('x'.repeat(1_000_000)));
    expect(text.length).toBeLessThan(60_000);
    expect(text).toContain('and 950 more');
  });
});

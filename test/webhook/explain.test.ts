import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stamped } from '../../src/events.ts';
import { textOf } from '../../src/ui/text.ts';
import { type Explanation, explain } from '../../src/webhook/explain.ts';
import { isObject } from '../../src/webhook/json-view.ts';
import { parseBody } from '../../src/webhook/payload.ts';
import { everyFixture } from '../support/every-fixture.ts';
import { happened } from '../support/happened.ts';

const fixtures = new URL('../../fixtures/', import.meta.url);
const names = everyFixture.map(({ name }) => `${name}.json`);

/** Payloads from other projects' public tests, kept outside this repository since they are not ours to hand on. */
const payloads = new URL('../../../shared/data/payloads/', import.meta.url);
const files = (existsSync(payloads) ? readdirSync(payloads, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => name.endsWith('.json'))
  .sort();

function explainFile(name: string, folder = fixtures): Explanation {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return explain(JSON.parse(text), text);
}

function linesOf(explanation: Explanation): readonly string[] {
  const event: Stamped = { ...happened('payload.explained'), ...explanation };
  return textOf(event).map(({ text }) => text);
}

/** What no answer may hold: broken words, and what a terminal would obey. */
function checkWords(explanation: Explanation): void {
  const lines = linesOf(explanation);
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) expect(line).not.toMatch(/undefined|\bNaN\b|\[object|\p{Cc}|[\u2028\u2029\u202e]/u);
}

describe('explain', () => {
  it('tells what a message says, where, and what each value means', () => {
    const { changes, findings, isEnvelopeBroken, notifications } = explainFile('messages/image.json');
    expect({ findings, isEnvelopeBroken, notifications }).toEqual({
      findings: [],
      isEnvelopeBroken: false,
      notifications: 1,
    });
    const [change] = changes;
    expect(change).toMatchObject({ pointer: '/entry/0/changes/0', field: 'messages', accountId: '100000000000001' });
    expect(change?.rows.map(({ path }) => path)).toContain('contacts[0].profile.name');
    const [part] = change?.parts ?? [];
    expect(part).toMatchObject({
      pointer: '/entry/0/changes/0/value/messages/0',
      says: 'image from Ada Test: "Schau mal"',
      line: 24,
      column: 15,
    });
    expect(part?.rows).toContainEqual({
      path: 'timestamp',
      value: '"1790416800" (2026-09-26 10:00:00 UTC)',
      meaning: expect.stringContaining('Unix seconds'),
    });
    for (const { meaning } of part?.rows ?? []) expect(meaning).toMatch(/^[A-Z].*\.$/);
  });

  it('tells what an error code means and what to do', () => {
    const [change] = explainFile('statuses/failed.json').changes;
    expect(change?.parts[0]?.errors).toMatchObject([{ code: 131_047, whatToDo: expect.stringContaining('template') }]);
  });

  it('tells what is unknown, and where in the file', () => {
    const text = readFileSync(new URL('messages/image.json', fixtures), 'utf8').replace(
      '"caption"',
      '"ai_tags": ["a"],\n                  "caption"',
    );
    const { findings, isEnvelopeBroken } = explain(JSON.parse(text), text);
    expect(isEnvelopeBroken).toBe(false);
    expect(findings).toMatchObject([
      {
        kind: 'unknown-property',
        path: 'messages[0].image.ai_tags',
        pointer: '/entry/0/changes/0/value/messages/0/image/ai_tags',
        line: 31,
        column: 30,
      },
    ]);
    expect(linesOf(explain(JSON.parse(text), text)).join('\n')).toContain('messages[0].image.ai_tags is not known');
  });

  it('tells where something is missing by what it is missing in', () => {
    const text = '{\n  "object": "whatsapp_business_account"\n}';
    const { findings, isEnvelopeBroken, says } = explain(JSON.parse(text), text);
    expect(isEnvelopeBroken).toBe(true);
    expect(findings).toMatchObject([{ kind: 'envelope', pointer: '/entry', line: 1, column: 1 }]);
    expect(says).toEqual(['webhook without "entry"']);
  });

  it('tells every value once, also where the value itself is the event', () => {
    const [change] = explainFile('account_update/restriction.json').changes;
    expect(change?.rows).toEqual([]);
    expect(change?.parts).toMatchObject([{ pointer: '/entry/0/changes/0/value' }]);
    expect(change?.parts[0]?.rows.length).toBeGreaterThan(1);
  });

  it('looks into the lists of a standby webhook', () => {
    const [change] = explainFile('standby/standby.json').changes;
    expect(change?.parts[0]).toMatchObject({ pointer: '/entry/0/changes/0/value/standby/messages/0' });
    expect(change?.parts[0]?.says).toContain('standby');
  });

  it('tells what a thousand messages have in common once, with their number', () => {
    const message = { from: '1', id: 'wamid.x', timestamp: '1790416800', type: 'text', text: { body: 'x', mood: 'y' } };
    const value = { messaging_product: 'whatsapp', messages: Array.from({ length: 1_200 }, () => message) };
    const text = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
    });
    const lines = linesOf(explain(JSON.parse(text), text))
      .join('\n')
      .replace(/\n +/g, ' ');
    expect(lines.match(/mood is not known/g)).toHaveLength(1);
    expect(lines).toMatch(/messages\/0\/text\/mood · line 1, column \d+ · and at 99\d more places/);
    expect(lines).toMatch(/\d+ findings more\./);
  });

  it('shortens what is long, and counts the rest', () => {
    const message = {
      from: '1',
      id: 'wamid.x',
      timestamp: '1790416800',
      type: 'text',
      text: { body: 'x'.repeat(200) },
    };
    const value = { messaging_product: 'whatsapp', messages: Array.from({ length: 1_000 }, () => message) };
    const body = { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] };
    const explanation = explain(body);
    expect(explanation).toMatchObject({ notifications: 1_000, leftOut: { text: 980 } });
    expect(JSON.stringify(explanation).length).toBeLessThan(50_000);
    expect(linesOf(explanation).join('\n')).toContain('and 980 more: 980 text');
  });

  it.each(names)('finds nothing wrong in %s, and has words for all of it', (name) => {
    const explanation = explainFile(name);
    checkWords(explanation);
    expect(explanation.isEnvelopeBroken).toBe(false);
    for (const { parts } of explanation.changes)
      for (const { says, line } of parts)
        expect({ says, line }).toEqual({ says: expect.stringMatching(/\S/), line: expect.any(Number) });
    for (const line of linesOf(explanation)) expect(line.length).toBeLessThanOrEqual(80);
  });

  describe('real payloads', () => {
    if (files.length === 0) {
      it.skip('are not on this machine: put some into ../shared/data/payloads to explain them here', () => {});
      return;
    }
    it.each(files)('%s is explained in full words', (name) => {
      checkWords(explainFile(name, payloads));
    });
  });

  describe('whatever comes', () => {
    it('explains any JSON', () => {
      fc.assert(fc.property(fc.jsonValue(), (value) => checkWords(explain(value, JSON.stringify(value)))));
    });

    it('explains damaged webhooks', () => {
      const damage = fc.constantFrom<Damage>('drop', 'null', 'text', 'array', 'twice', 'number');
      fc.assert(
        fc.property(
          fc.constantFrom(...names),
          fc.nat(),
          damage,
          fc.string({ unit: 'binary' }),
          (name, at, kind, text) => {
            const body: unknown = JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));
            const damaged = damagedAt(body, at, kind, text);
            checkWords(explain(damaged, JSON.stringify(damaged, null, 2)));
          },
        ),
        { numRuns: 400 },
      );
    });

    it('explains every beginning of a fixture that is still JSON, and says why the others are not', () => {
      const rawBody = readFileSync(new URL('messages/text.json', fixtures));
      for (let end = 0; end <= rawBody.length; end += 1) {
        const parsed = parseBody(rawBody.subarray(0, end));
        if (parsed.ok) checkWords(explain(parsed.value, parsed.text));
        else expect(parsed.reason).toMatch(/^The body .+\.$/);
      }
    });

    it('goes down no deeper than a person reads', () => {
      const depth = 5_000;
      const text = `${'{"entry":[{"changes":[{"field":"messages","value":'.repeat(1)}${'['.repeat(depth)}${']'.repeat(depth)}}]}]}`;
      checkWords(explain(JSON.parse(text), text));
      const value = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      const deep = `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[${value}]}}]}]}`;
      checkWords(explain(JSON.parse(deep), deep));
    });
  });
});

type Damage = 'drop' | 'null' | 'text' | 'array' | 'twice' | 'number';

/** The same tree with its nth node damaged. */
function damagedAt(value: unknown, at: number, damage: Damage, text: string): unknown {
  let left = at % 60;
  const visit = (node: unknown): unknown => {
    left -= 1;
    if (left === 0) return damaged(node, damage, text);
    if (Array.isArray(node)) return node.map(visit);
    if (!isObject(node)) return node;
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, visit(child)]));
  };
  return visit(value);
}

function damaged(node: unknown, damage: Damage, text: string): unknown {
  switch (damage) {
    case 'drop':
      return {};
    case 'null':
      return null;
    case 'text':
      return text;
    case 'array':
      return [node, text];
    case 'twice':
      return { [text]: node, messages: node, statuses: [node] };
    case 'number':
      return 7;
  }
}

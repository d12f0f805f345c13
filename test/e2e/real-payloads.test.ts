import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { APP_SECRET, bodyOf, historyLines, listening, READY, signatureOf } from '../support/listening.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

/** Payloads from other projects' public tests, kept outside this repository since they are not ours to hand on. */
const folder = fileURLToPath(new URL('../../../shared/data/payloads/', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
files.sort();

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

const replay = (...flags: string[]) => runProgram(['replay', folder, '--app-secret', APP_SECRET, ...flags]);

describe.skipIf(files.length === 0)(
  `real payloads, replayed to a running listen${files.length === 0 ? ' (skipped: ../shared/data/payloads is missing)' : ''}`,
  () => {
    it('are there', () => {
      expect(files).toHaveLength(86);
    });

    it('arrive signed, and history gives back the SHA-256 of the bytes that were sent', async () => {
      const listen = await listening();
      const printed = await replay('--verbatim', '--print', 'body');
      const sentBodies = printed.out.trimEnd().split('\n');
      const sent = await replay('--verbatim', '--to', listen.url, '--json');
      expect({ exitCode: sent.exitCode, err: sent.err }).toEqual({ exitCode: 0, err: '' });

      const received = historyLines(listen.cwd).filter(({ type }) => type === 'webhook.received');
      expect(received.map((line) => line['signature'])).toEqual(files.map(() => ({ state: 'valid' })));
      expect(received.map((line) => sha256(bodyOf(line)))).toEqual(sentBodies.map(sha256));
      expect(received.map(({ sizeBytes }) => sizeBytes)).toEqual(sentBodies.map((body) => Buffer.byteLength(body)));
      expect(received.map(({ headers }) => (headers as Record<string, string>)['x-hub-signature-256'])).toEqual(
        sentBodies.map((body) => signatureOf(body)),
      );
    });

    it('say the same as their files, and none of another', async () => {
      const { out } = await replay('--verbatim', '--print', 'body');
      const parsed = out
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
      expect(parsed).toEqual(files.map((file): unknown => JSON.parse(readFileSync(`${folder}${file}`, 'utf8'))));
    });

    it('arrive signed with fresh ids and times', async () => {
      const listen = await listening();
      const sent = await replay('--to', listen.url, '--json');
      expect(sent.exitCode).toBe(0);
      expect(sent.events().at(-1)).toMatchObject({ type: 'replay.finished', sent: 86, ok: 86, refused: 0, failed: 0 });

      const received = listen.events().filter(({ type }) => type === 'webhook.received');
      expect(received.map((line) => line['signature'])).toEqual(files.map(() => ({ state: 'valid' })));
      expect(listen.events().filter(({ type }) => type === 'webhook.refused')).toEqual([]);
    });

    it('are named by the plain text output in plain words', async () => {
      const listen = startProgram(['listen', '--no-tunnel', '--port', '0', '--app-secret', APP_SECRET]);
      const [, url = ''] = await until(() => READY.exec(listen.out()) ?? undefined, 'the ready line');
      expect((await replay('--verbatim', '--to', url)).exitCode).toBe(0);
      await listen.stop();

      const told = listen
        .out()
        .split('\n')
        .filter((line) => /^[\d:]{8} #\d+ (?!holds )/.test(line));
      expect(told).toHaveLength(86);
      for (const line of told) expect(line).toMatch(/^[\d:]{8} #\d+ \S.*\S · signature valid/);
      expect(listen.out()).not.toMatch(/undefined|null|\[object|NaN/);
      expect(listen.err()).toMatch(/^Ended \(Ctrl-C\): 86 webhooks/m);
    });
  },
);

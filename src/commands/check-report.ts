import { resolve } from 'node:path';
import type { EventStream, Stamped } from '../events.ts';
import type { Io } from '../io.ts';
import { createTextReader } from '../ui/text.ts';
import type { CheckFlags } from './check.ts';
import { writeOutput } from './output-file.ts';

/** Writes what was told as `--reporter` wants it, to `--output` or to stdout. */
export async function reportCheck(
  told: readonly Stamped[],
  flags: CheckFlags,
  io: Io,
  stream: EventStream,
): Promise<void> {
  const { reporter, output } = flags;
  if (output === undefined && (reporter === 'table' || reporter === 'json' || flags.json === true)) return;

  const text = await render(told, reporter);
  if (output === undefined) return void io.stdout.write(text);
  await writeOutput(resolve(io.cwd, output), text, '--output', 0o644);
  stream.emit({ type: 'report.written', path: output, form: reporter });
}

async function render(told: readonly Stamped[], reporter: CheckFlags['reporter']): Promise<string> {
  if (reporter === 'json') return told.map((event) => `${JSON.stringify(event)}\n`).join('');
  if (reporter === 'table') return tableOf(told);
  const { reporters } = await import('../ui/check-reports/index.ts');
  return reporters[reporter](told);
}

function tableOf(told: readonly Stamped[]): string {
  const lines: (string | Uint8Array)[] = [];
  const stdout = { write: (text: string | Uint8Array) => lines.push(text) > 0 };
  const read = createTextReader({ stdout, stderr: { write: () => true } }, { stdout: false, stderr: false });
  for (const event of told) read(event);
  return lines.join('');
}

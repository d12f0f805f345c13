import type { EventReader } from '../events.ts';
import type { Output } from '../io.ts';

export interface Progress {
  /** Takes the line away, for whoever writes next. */
  readonly clear: EventReader;
  /** Puts it back with the new state. */
  readonly draw: EventReader;
}

/** One line at the bottom of a terminal that tells how far a check is. Undefined where stderr is no terminal. */
export function createProgress(stderr: Output): Progress | undefined {
  if (stderr.isTTY !== true) return undefined;
  let cases = 0;
  let done = 0;
  let failed = 0;
  let isDrawn = false;

  return {
    clear: () => {
      if (isDrawn) stderr.write('\r\u001b[2K');
      isDrawn = false;
    },
    draw: (event) => {
      if (event.type === 'check.started') cases = event.cases;
      if (event.type === 'case.finished') {
        done += 1;
        failed += event.verdict === 'failed' ? 1 : 0;
      }
      if (cases === 0 || done >= cases || event.type === 'check.finished') return;
      stderr.write(`${done} of ${cases}${failed > 0 ? ` · ${failed} failed` : ''} …`);
      isDrawn = true;
    },
  };
}

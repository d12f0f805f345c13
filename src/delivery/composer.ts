import type { Freshener } from '../webhook/freshen.ts';
import { type Composed, type ShapeOptions, type Source, shape, type WriteOptions, write } from './compose.ts';
import type { PlannedBody } from './plan.ts';
import { compileTemplate, type Template } from './template.ts';

export type ComposerOptions = Omit<ShapeOptions, 'freshener'> & WriteOptions;

/** Makes the body of one source, each time with the ids and times of that freshener. */
export type Composer = (freshener: Freshener | undefined) => Composed<PlannedBody>;

/** A source that is sent more often than this is worth a template. */
const WORTH_A_TEMPLATE = 3;

/** The same bytes as to {@link shape} and to {@link write} it each time, for a fraction of the work from the fourth time on. */
export function createComposer(source: Source, options: ComposerOptions): Composer {
  const compose = (freshener: Freshener | undefined): Composed<PlannedBody> => {
    const shaped = shape(source, { ...options, freshener });
    return shaped.ok ? write(shaped.made, options) : shaped;
  };
  const { what, capturedSignature } = source;
  let timesMade = 0;
  let kept: Composed<PlannedBody> | undefined;
  let template: Template | undefined;

  return (freshener) => {
    // Nothing in it changes: one body, signed once.
    if (freshener === undefined || capturedSignature !== undefined) {
      kept ??= compose(freshener);
      return kept;
    }

    timesMade += 1;
    if (timesMade === WORTH_A_TEMPLATE + 1) {
      const writeBody = (probe: Freshener) => {
        const made = compose(probe);
        return made.ok ? made.made.rawBody : undefined;
      };
      template = compileTemplate(writeBody, freshener.nowSeconds !== undefined);
    }
    const rawBody = template?.fill(freshener);
    return rawBody === undefined ? compose(freshener) : { ok: true, made: { what, rawBody, capturedSignature } };
  };
}

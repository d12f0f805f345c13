import type { Freshener } from '../webhook/freshen.ts';
import {
  type Composed,
  type ComposeFault,
  type ShapeOptions,
  type Source,
  shape,
  type WriteOptions,
  write,
} from './compose.ts';
import type { PlannedBody } from './plan.ts';
import { compileTemplate, type Template, WORTH_KEEPING_BYTES } from './template.ts';

export type ComposerOptions = Omit<ShapeOptions, 'freshener'> & WriteOptions;

/** Makes the body of one source, each time with the ids and times of a freshener. */
export interface Composer {
  readonly compose: (freshener: Freshener | undefined) => Composed<PlannedBody>;
  /** Does now what the first bodies would have to wait for. Answers with what is wrong with the source, if something is. */
  readonly prepare: (freshener: Freshener | undefined) => ComposeFault | undefined;
}

/** A source that is sent more often than this is worth a template. */
const WORTH_A_TEMPLATE = 3;

/** The same bytes as to {@link shape} and to {@link write} it each time, for a fraction of the work from the fourth time on. */
export function createComposer(source: Source, options: ComposerOptions): Composer {
  const composeAnew = (freshener: Freshener | undefined): Composed<PlannedBody> => {
    const shaped = shape(source, { ...options, freshener });
    return shaped.ok ? write(shaped.made, options) : shaped;
  };
  const writeBody = (probe: Freshener) => {
    const made = composeAnew(probe);
    return made.ok ? made.made.rawBody : undefined;
  };
  const { what, capturedSignature } = source;
  let timesMade = 0;
  let kept: Composed<PlannedBody> | undefined;
  let template: Template | undefined;

  const composeOnce = () => {
    kept ??= composeAnew(undefined);
    return kept;
  };
  const compile = ({ nowSeconds }: Freshener) => {
    timesMade = WORTH_A_TEMPLATE;
    template = compileTemplate(writeBody, nowSeconds !== undefined);
  };

  return {
    prepare: (freshener) => {
      const isFixed = freshener === undefined || capturedSignature !== undefined;
      if (!isFixed) compile(freshener);
      if (template !== undefined) return undefined;
      const composed = isFixed ? composeOnce() : composeAnew(freshener);
      return composed.ok ? undefined : composed;
    },
    compose: (freshener) => {
      // Nothing in it changes: one body, signed once.
      if (freshener === undefined || capturedSignature !== undefined) return composeOnce();

      if (timesMade === WORTH_A_TEMPLATE && template === undefined) compile(freshener);
      timesMade += 1;
      const rawBody = template?.fill(freshener);
      if (rawBody === undefined) return composeAnew(freshener);

      const made = { what, rawBody, capturedSignature };
      if (rawBody.byteLength < WORTH_KEEPING_BYTES) return { ok: true, made };
      return { ok: true, made: { ...made, release: () => template?.takeBack(rawBody) } };
    },
  };
}

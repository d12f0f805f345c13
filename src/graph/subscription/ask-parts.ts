import type { JsonObject } from '../../webhook/json-view.ts';
import type { GraphClient, GraphRequest } from '../client.ts';
import type { GraphError, GraphErrorKind } from '../graph-error.ts';
import type { GraphAnswer } from '../read-answer.ts';
import type { Told } from './facts.ts';

/** The Graph API is out of reach, or the token is no good: it is of no use to ask on. */
export class Fatal extends Error {
  override readonly name = 'Fatal';
  readonly error: GraphError;

  constructor(error: GraphError) {
    super(error.sentence);
    this.error = error;
  }
}

const FATAL: ReadonlySet<GraphErrorKind> = new Set(['token', 'rate-limit', 'meta-trouble', 'silence', 'not-graph']);

export interface Asker {
  /** What may be missing is told as missing. Throws {@link Fatal}. */
  readonly ask: <T>(answering: Promise<GraphAnswer>, read: (json: JsonObject) => T) => Promise<Told<T>>;
  /** As {@link ask}, with the app's own token, whose faults say nothing about the user's. */
  readonly askAsApp: <T>(answering: Promise<GraphAnswer>, read: (json: JsonObject) => T) => Promise<Told<T>>;
  /** All pages, or as many as `atLeast` takes. */
  readonly askAll: <T>(
    request: GraphRequest,
    read: (json: JsonObject) => readonly T[],
    atLeast?: number,
  ) => Promise<Told<readonly T[]>>;
}

export function createAsker(client: GraphClient): Asker {
  return {
    ask: async (answering, read) => toldOf(await answering, read),
    askAsApp: async (answering, read) => {
      const answer = await answering;
      return answer.ok ? { ok: true, value: read(answer.json) } : answer;
    },
    askAll: async <T>(
      request: GraphRequest,
      read: (json: JsonObject) => readonly T[],
      atLeast = Number.POSITIVE_INFINITY,
    ): Promise<Told<readonly T[]>> => {
      const all: T[] = [];
      for await (const page of client.pages(request)) {
        const told = toldOf(page, read);
        if (!told.ok) return told;
        all.push(...told.value);
        if (all.length >= atLeast) break;
      }
      return { ok: true, value: all };
    },
  };
}

function toldOf<T>(answer: GraphAnswer, read: (json: JsonObject) => T): Told<T> {
  if (answer.ok) return { ok: true, value: read(answer.json) };
  if (FATAL.has(answer.error.kind)) throw new Fatal(answer.error);
  return answer;
}

import type { Command } from 'commander';
import { CliError } from '../../errors.ts';
import type { Emit, EventStream } from '../../events.ts';
import { openPlace } from '../../graph/overrides.ts';
import type { Io } from '../../io.ts';
import { markProcess } from '../../store/process-mark.ts';
import { findAccessToken } from '../access-token.ts';
import type { GraphFlags } from '../graph-flags.ts';
import type { ListenFlags } from '../listen.ts';
import { openGraph } from '../open-graph.ts';
import { graphAddress } from '../override/graph-address.ts';
import { readPreviousToken } from '../override-flags.ts';
import { createKeeper } from './override-keeper.ts';

/** The places that `--override` names. */
export interface Overrides {
  readonly point: (url: string) => void;
  /** The first reason why one of them could not be set. */
  readonly failure: Promise<CliError>;
  readonly putBack: () => Promise<void>;
  /** After `putBack`: is one of them still to be put back? */
  readonly isLeft: () => boolean;
}

export interface OverridesOptions {
  readonly command: Command;
  readonly stateDir: string;
  readonly verifyToken: string;
  readonly stream: EventStream;
  readonly io: Io;
}

/** Throws `token-missing` and the like before anything is opened. */
export async function openOverrides(options: OverridesOptions): Promise<Overrides> {
  const { command, stateDir, verifyToken, stream, io } = options;
  const { override: targets = [], replace = false } = command.opts<ListenFlags>();
  const flags = command.opts<GraphFlags>();
  const { emit } = stream;
  // What there is to say about the token is said when it is found, and not with each connection.
  const emitOfGraph: Emit = (event) => {
    if (event.type !== 'setting.noted') emit(event);
  };
  // Found before the tunnel is opened; a note on it is told once.
  const token = await findAccessToken(command, io, emit);
  if (token === undefined) throw new CliError('token-missing', '--override needs an access token.');

  const keepers = await Promise.all(
    targets.map(async (target) =>
      createKeeper({
        target,
        verifyToken,
        previousToken: await readPreviousToken(command, io),
        mayReplace: replace,
        stateDir,
        graph: graphAddress(flags),
        owner: await markProcess(io.pid),
        open: async (place, signal) => {
          const graph = await openGraph(command, io, emitOfGraph, { signal });
          return { place: openPlace(graph, place), close: graph.close };
        },
        io,
        emit,
      }),
    ),
  );
  let isLeft = false;
  return {
    point: (url) => {
      for (const keeper of keepers) keeper.point(url);
    },
    failure: Promise.race(keepers.map(({ failure }) => failure)),
    putBack: async () => {
      const outcomes = await Promise.all(keepers.map((keeper) => keeper.putBack()));
      isLeft = outcomes.includes('left');
    },
    isLeft: () => isLeft,
  };
}

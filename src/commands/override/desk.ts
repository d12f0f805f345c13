import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CliError } from '../../errors.ts';
import { createEventStream, type Emit, type OverridePlanned } from '../../events.ts';
import { type OverridePlace, openPlace } from '../../graph/overrides.ts';
import type { Io } from '../../io.ts';
import { openScreen } from '../../ui/screen.ts';
import { curlOfRequest, type GraphRequest, type OverrideTarget, urlOfRequest } from '../../webhook/override-request.ts';
import { openGraph } from '../open-graph.ts';
import type { OverrideFlags } from '../override.ts';
import { graphAddress } from './graph-address.ts';

/** What the subcommands of `override` have in common. */
export interface OverrideDesk {
  readonly emit: Emit;
  readonly stateDir: string;
  /** The address of the Graph API, with its version. */
  readonly graph: string;
  readonly isDryRun: boolean;
  /** Throws `token-missing`. */
  readonly open: (target: OverrideTarget) => Promise<OpenedPlace>;
  /** Tells a request instead of sending it. */
  readonly plan: (target: OverrideTarget, does: OverridePlanned['does'], request: GraphRequest) => void;
}

export interface OpenedPlace {
  readonly place: OverridePlace;
  readonly close: () => void;
}

export async function openDesk(command: Command, io: Io): Promise<OverrideDesk> {
  const flags = command.opts<OverrideFlags>();
  const stream = createEventStream(io.now);
  await openScreen(io, stream, { screen: flags.json === true ? 'json' : 'text', color: flags.color });
  const { emit } = stream;
  const graph = graphAddress(flags);
  return {
    emit,
    stateDir: resolve(io.cwd, flags.stateDir),
    graph,
    isDryRun: flags.dryRun === true,
    open: async (target) => {
      const client = await openGraph(command, io, emit);
      return { place: openPlace(client, target), close: client.close };
    },
    plan: (target, does, request) => {
      const { method, body } = request;
      emit({
        type: 'override.planned',
        ...target,
        does,
        method,
        url: urlOfRequest(request, graph),
        ...(body !== undefined && { body: JSON.stringify(body) }),
        curl: curlOfRequest(request, graph),
      });
    },
  };
}

/** The one place that `--phone` or `--waba` names; undefined where none does. Throws `wrong-usage` for both. */
export function targetOf({ phone, waba }: OverrideFlags): OverrideTarget | undefined {
  if (phone !== undefined && waba !== undefined) {
    throw new CliError('wrong-usage', '--phone and --waba name two places.', { hint: 'Give one of them at a time.' });
  }
  if (phone !== undefined) return { level: 'phone', id: phone };
  return waba === undefined ? undefined : { level: 'waba', id: waba };
}

/** Throws `wrong-usage` where none is named. */
export function requireTarget(flags: OverrideFlags): OverrideTarget {
  const target = targetOf(flags);
  if (target !== undefined) return target;
  throw new CliError('wrong-usage', 'Whose override? Name a phone number or an account by its ID.', {
    hint: 'Give --phone ID or --waba ID: the App Dashboard shows both (WhatsApp > API Setup).',
  });
}

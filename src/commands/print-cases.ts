import type { CheckCase } from '../check/case.ts';
import { cases } from '../check/cases/index.ts';
import { causes } from '../check/causes.ts';
import { cures, FRAMEWORKS } from '../check/cures.ts';
import { CliError, EXIT } from '../errors.ts';
import type { Io } from '../io.ts';

/** Prints each case on a line, for people or programs. */
export function listCases(selected: readonly CheckCase[], wantsJson: boolean, io: Io): number {
  for (const { id, level, title, sends, expects, why, breaks } of selected) {
    const line = wantsJson
      ? JSON.stringify({ id, level, title, sends, expects, why, breaks })
      : `${level.padEnd(6)}  ${id.padEnd(34)}  ${title}`;
    io.stdout.write(`${line}\n`);
  }
  return EXIT.done;
}

/** Prints all about one case: what it asks, why, and the remedy in the words of each framework. */
export function explainCase(id: string, io: Io): number {
  const check = cases.find((each) => each.id === id);
  if (check === undefined) {
    const near = cases.find((each) => each.id.endsWith(`/${id}`) || each.id.startsWith(id));
    const question = near === undefined ? '' : ` Did you mean "${near.id}"?`;
    throw new CliError('case-unknown', `There is no case "${id}".${question}`);
  }

  const cause = causes[check.usualCause];
  const remedies = FRAMEWORKS.map((name) => `  ${name.padEnd(8)}  ${cures[cause.cure][name]}`);
  const lines = [
    `${check.id} (${check.level})`,
    `${check.title}.`,
    '',
    `Sends    ${check.sends}.`,
    `Expects  ${check.expects}.`,
    `Why      ${check.why}`,
    `Else     ${check.breaks}`,
    `Usually  ${cause.why}`,
    `Do       ${cause.change}`,
    '',
    'In the words of frameworks:',
    ...remedies,
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}

import type { DoctorFinished, DoctorFound } from '../events.ts';
import { fold } from './fold.ts';
import { count, said, type TextLine, type Tone } from './text-line.ts';

const TONES = { ok: 'good', note: 'warn', problem: 'bad' } as const satisfies Record<DoctorFound['state'], Tone>;

const STATE_COLUMNS = 'problem'.length + 2;
const SUBJECT_COLUMNS = 18;
const TEXT_COLUMNS = 78 - STATE_COLUMNS - SUBJECT_COLUMNS;

/** `ok       Node               20.20.0`; what to change stands below. */
export function doctorFoundText({ state, subject, told, remedy }: DoctorFound): readonly TextLine[] {
  const margin = ' '.repeat(STATE_COLUMNS + SUBJECT_COLUMNS);
  const head = `${state.padEnd(STATE_COLUMNS)}${subject.padEnd(SUBJECT_COLUMNS)}`;
  return [
    ...fold(told, TEXT_COLUMNS).map((line, index) =>
      index === 0 ? said(head + line, TONES[state]) : said(margin + line),
    ),
    ...(remedy === undefined ? [] : fold(`→ ${remedy}`, TEXT_COLUMNS).map((line) => said(margin + line))),
  ].map((line) => ({ ...line, lead: 'none' }));
}

export function doctorFinishedText({ ok, notes, problems }: DoctorFinished): readonly TextLine[] {
  const tone = problems > 0 ? 'bad' : 'good';
  const text = `${count(problems, 'problem')}, ${count(notes, 'note')}, ${ok} ok`;
  return [{ ...said(text, tone), lead: 'none' }];
}

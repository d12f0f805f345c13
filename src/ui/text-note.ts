import type { SettingNoted } from '../events.ts';
import { hint, sentence, type TextLine } from './text-line.ts';

export function settingNotedText(event: SettingNoted): readonly TextLine[] {
  return [hint(`Note on ${event.setting}: ${sentence(event.note)}`)];
}

import type { DoctorFinished, DoctorFound, SettingShown } from '../events.ts';
import { settingShownText } from './text-config.ts';
import { doctorFinishedText, doctorFoundText } from './text-doctor.ts';
import type { TextLine } from './text-line.ts';

/** What is asked about wa-webhook itself: `config show`, `doctor`. */
export function ownText(event: SettingShown | DoctorFound | DoctorFinished): readonly TextLine[] {
  switch (event.type) {
    case 'setting.shown':
      return settingShownText(event);
    case 'doctor.found':
      return doctorFoundText(event);
    case 'doctor.finished':
      return doctorFinishedText(event);
  }
}

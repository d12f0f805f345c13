import type { Stamped } from '../../events.ts';
import { htmlReport } from './html.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { tapReport } from './tap.ts';

/** THE LIST of reports that are made when all is told. Pure: events → text. */
export const reporters = {
  junit: junitReport,
  tap: tapReport,
  markdown: markdownReport,
  html: htmlReport,
} satisfies Record<string, (told: readonly Stamped[]) => string>;

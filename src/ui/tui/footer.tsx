import stringWidth from 'string-width';
import type { Layout } from './layout.ts';
import type { ListWindow } from './list-window.ts';
import { Line } from './status-bar.tsx';
import type { Theme } from './theme.ts';

interface FooterProps {
  readonly list: ListWindow;
  readonly layout: Layout;
  readonly theme: Theme;
}

/** The keys, and where in the list we are. */
export function Footer({ list, layout, theme }: FooterProps) {
  const keys = keyWords(list, layout);
  const place = placeWords(list);
  const gap = layout.columns - stringWidth(keys) - stringWidth(place);

  return <Line text={gap > 0 ? keys + ' '.repeat(gap) + place : keys} columns={layout.columns} style={theme.quiet} />;
}

/** A key that would do nothing is not offered. */
function keyWords({ rows }: ListWindow, { isWide }: Layout): string {
  if (rows.length === 0) return 'q quit';
  return isWide ? '↑↓ move · g first · G newest · q quit' : '↑↓ move · q quit';
}

function placeWords({ rows, droppedRows, selectedKey, isFollowing }: ListWindow): string {
  if (rows.length === 0) return '';

  const place = rows.findIndex(({ key }) => key === selectedKey) + 1;
  const dropped = droppedRows > 0 ? ` (${droppedRows} older dropped)` : '';
  return `${place}/${rows.length}${dropped}${isFollowing ? '' : ' · G for newest'}`;
}

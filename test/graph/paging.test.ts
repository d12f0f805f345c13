import { expect, it } from 'vitest';
import { nextPage } from '../../src/graph/paging.ts';

const next = 'https://graph.facebook.com/v26.0/1/x?access_token=EAAsecret&limit=25&after=abc';

it.each([
  ['the cursor', { paging: { cursors: { after: 'c' }, next } }, { limit: '5', after: 'c' }],
  ['the cursor of the URL', { paging: { next } }, { limit: '5', after: 'abc' }],
  ['nothing without a next page', { paging: { cursors: { after: 'c' } } }, undefined],
  ['nothing without paging', { data: [] }, undefined],
  ['nothing for a URL without a cursor', { paging: { next: 'https://x.example/' } }, undefined],
  ['nothing for what is no URL', { paging: { next: 'x' } }, undefined],
])('follows %s', (_, json, query) => {
  expect(nextPage(json, { limit: '5' })).toEqual(query);
});

it('does not go in a circle', () => {
  expect(nextPage({ paging: { cursors: { after: 'c' }, next } }, { after: 'c' })).toBeUndefined();
});

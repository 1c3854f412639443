import { expect, test } from 'vitest';
import { EmojiList, emojiList } from './emoji';

test('shortcodes are those that people know', async () => {
	const list = await emojiList();
	expect(['+1', 'thumbsup', 'heart', 'smile', 'TADA', 'joy', 'nonsense'].map((c) => list.byCode(c))).toEqual([
		...['👍', '👍', '❤️', '😄', '🎉', '😂'],
		undefined,
	]);
	expect(list.groups).toHaveLength(9);
	expect(list.groups[0][0].emoji).toBe('😀');
	expect(list.groups.flat().length).toBeGreaterThan(1800);
});

test('a search finds by shortcode first, then by words, and every word must fit', async () => {
	const list = await emojiList();
	const found = (query: string) => list.search(query, 5).map((e) => e.emoji);
	expect(found('thumbs')[0]).toBe('👍');
	expect(found(':heart:')[0]).toBe('❤️');
	expect(found('cat joy')[0]).toBe('😹');
	expect(list.search('cat joy')).toHaveLength(1);
	expect(found('laugh')).toContain('😀');
	expect([list.search(''), list.search('qqqq')]).toEqual([[], []]);
});

test('German words are found where German is spoken', async () => {
	const { default: groups } = await import('virtual:emoji');
	const { default: german } = await import('virtual:emoji/de');
	expect(new EmojiList(groups, german).search('brille', 3).map((e) => e.emoji)).toContain('👓');
	expect(new EmojiList(groups).search('brille')).toEqual([]);
});

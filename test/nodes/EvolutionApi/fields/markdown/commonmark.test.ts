import { commonmarkExamples } from './support/commonmark';
import { shownByLibrary, shownByWhatsapp } from './support/shown';
import { toWhatsapp } from './support/toWhatsapp';

// Tests the examples of the CommonMark specification. The letters and digits that WhatsApp shows must be the ones that a Markdown
// library shows. Reference links and raw HTML are left out, because WhatsApp shows neither.

const letters = (shown: readonly string[]) =>
	shown
		.flatMap((character) => (/^[\p{L}\p{N}]/u.test(character) ? [...character][0] : []))
		.join('');

const isShown = ({ section, markdown }: { section: string; markdown: string }) =>
	!/HTML|Link reference|^Links$|^Images$|^Autolinks$/.test(section) &&
	!/^\[[^\]]+\]:|<\w/m.test(markdown);

describe('of the examples of CommonMark', () => {
	const examples = commonmarkExamples.filter(isShown);
	const differing = examples.filter(
		({ markdown }) =>
			letters(shownByLibrary(markdown)) !== letters(shownByWhatsapp(toWhatsapp(markdown))),
	);

	it('nearly all read as a Markdown library shows them', () => {
		const counts: Record<string, number> = {};
		for (const { section } of differing) counts[section] = (counts[section] ?? 0) + 1;
		expect(counts).toEqual({
			'Entity and numeric character references': 4,
			'Fenced code blocks': 1,
			Lists: 1,
		});
		expect(examples.length).toBe(411);
	});

	it('none shows a star of bold text', () => {
		const strong = examples.filter(({ html }) => html.includes('<strong>') && !/\*|__/.test(html));
		const stray = strong.filter(({ markdown }) => /\*\*|__/.test(toWhatsapp(markdown)));
		expect(stray.map(({ markdown }) => markdown)).toEqual([]);
		expect(strong.length).toBeGreaterThan(30);
	});
});

import { loadModule } from './loadModule';

interface Node {
	type: string;
	text?: string;
	href?: string;
	jid?: string;
	nodes?: Node[];
}
interface Block {
	kind: string;
	text?: string;
	marker?: string;
	nodes: Node[];
}

const { formatText, isBigEmoji, plainText, safeHref } = loadModule<{
	formatText(text: unknown, mentions?: string[]): Block[];
	isBigEmoji(text: unknown): boolean;
	plainText(text: string): string;
	safeHref(address: unknown): string | undefined;
}>('format.js');

/** Returns a line's tree as a short text, e.g. `bold(a italic(b))`. */
const show = (nodes: Node[]): string =>
	nodes
		.map(({ type, text, nodes: inner }) =>
			type === 'text' ? text : `${type}(${inner ? show(inner) : text})`,
		)
		.join('');
const line = (text: string, mentions?: string[]) =>
	show(formatText(text, mentions)[0]?.nodes ?? []);

describe('phone page of the simulator: the text of a message', () => {
	it.each([
		['asterisks with spaces around them', '2 * 3 * 4'],
		['a mark inside a word', 'snake_case_name'],
		['a mark without an end', '*half'],
		['a mark before a blank', 'so * not bold*'],
		['bold text over two lines', '*a\nb*'],
		['an empty mark', '** __ ~~'],
		['HTML', '<img src=x onerror=alert(1)>'],
		['a script address', 'javascript:alert(1)'],
		['three backquotes without an end', '```open'],
	])('shows %s unchanged', (_what, text) => {
		expect(line(text)).toBe(text);
	});

	it.each([
		['*bold* and _italic_', 'bold(bold) and italic(italic)'],
		['~gone~!', 'strike(gone)!'],
		['*bold _both_*', 'bold(bold italic(both))'],
		['(*a*)', '(bold(a))'],
		['`*raw*`', 'code(*raw*)'],
		['say ```x``` now', 'say code(x) now'],
		['see https://example.com/a_b_c.', 'see link(https://example.com/a_b_c).'],
		['*á* _ñ_', 'bold(á) italic(ñ)'],
	])('is shown with the formatting that %s has in WhatsApp', (text, tree) => {
		expect(line(text)).toBe(tree);
	});

	it('shows a code block of several lines as a separate block', () => {
		const blocks = formatText('before\n```\n*a*\n  b\n```\nafter');
		expect(blocks.map(({ kind, text, nodes }) => text ?? `${kind} ${show(nodes)}`)).toEqual([
			'plain before',
			'*a*\n  b',
			'plain after',
		]);
	});

	it('shows quotes, bullets and numbered items as lines of their own', () => {
		const blocks = formatText('> said\n- one\n* two\n10. ten\nend\nlast');
		expect(blocks.map(({ kind, marker, nodes }) => [kind, marker, show(nodes)])).toEqual([
			['quote', undefined, 'said'],
			['item', '•', 'one'],
			['item', '•', 'two'],
			['item', '10.', 'ten'],
			['plain', undefined, 'end\nlast'],
		]);
	});

	it('shows a mention only if the message contains who is mentioned', () => {
		expect(line('@5511988887777 hi')).toBe('@5511988887777 hi');
		const [block] = formatText('@5511988887777 hi', ['5511988887777@s.whatsapp.net']);
		expect(block.nodes[0]).toEqual({
			type: 'mention',
			text: '@5511988887777',
			jid: '5511988887777@s.whatsapp.net',
		});
	});

	it('may be 60,000 characters of formatting marks without an error', () => {
		for (const unit of ['*a ', '_', '~*_', '`', '```', '@12345 ', '* ']) {
			const text = unit.repeat(60_000 / unit.length);
			expect(JSON.stringify(formatText(text)).length).toBeGreaterThan(100);
		}
	});

	it.each([undefined, null, 5, ''])('may be %p without an error', (text) => {
		expect(Array.isArray(formatText(text))).toBe(true);
	});

	it('links only to web addresses, and not to javascript:, data: or file: addresses', () => {
		for (const bad of [
			'javascript:alert(1)',
			' JaVaScRiPt:x',
			'data:text/html,x',
			'vbscript:x',
			'file:///etc',
			'',
			undefined,
		]) {
			expect(safeHref(bad)).toBeUndefined();
		}
		expect(safeHref('https://example.com/?a=1')).toBe('https://example.com/?a=1');
	});

	it('is shown in a preview without its formatting marks', () => {
		expect(plainText('*Hi*\n- _one_ `x`')).toBe('Hi one x');
	});

	it('draws up to three emoji large', () => {
		expect(['😀', '👍🏽 ❤️', '👩‍💻😀🎉'].map(isBigEmoji)).toEqual([true, true, true]);
		expect(['', '😀 hi', '1', '😀😀😀😀'].map(isBigEmoji)).toEqual([false, false, false, false]);
	});
});

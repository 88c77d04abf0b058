import { loadModule } from './loadModule';

type Json = Record<string, unknown>;
const view = loadModule<{
	ackOf(ack?: string): { ticks: number; label: string; read?: boolean } | undefined;
	dayOf(at: number, now: number): string;
	durationOf(seconds: unknown): string;
	hueOf(who: unknown): number;
	initials(name: unknown): string;
	kindOfFile(mimetype: string, wanted?: string): string;
	nameOf(who: unknown, names?: Record<string, string>): string;
	numberOf(jid: string): string;
	previewOf(message?: Json): string;
	rowsOf(messages: Json[], now: number): Array<{ day?: string; first: boolean }>;
	sizeOf(bytes: unknown): string;
	stateOf(state?: string): string;
}>('view.js');

const ANA = '5511988887777@s.whatsapp.net';
const NOON = new Date(2026, 5, 10, 12).getTime();
const HOUR = 3_600_000;

describe('phone page of the simulator: texts and icons', () => {
	it('show a deleted message as deleted, without its text', () => {
		expect(view.previewOf({ deleted: true, kind: 'text', text: 'secret' })).toBe(
			'This message was deleted',
		);
	});

	it.each([
		[undefined, ''],
		[{ kind: 'text', text: '*Hi*\nthere' }, 'Hi there'],
		[{ kind: 'image' }, 'Photo'],
		[{ kind: 'image', text: 'our dog' }, 'Photo: our dog'],
		[{ kind: 'document', media: { fileName: 'a.pdf' } }, 'Document: a.pdf'],
		[{ kind: 'poll', poll: { name: 'Lunch?' } }, 'Poll: Lunch?'],
		[{ kind: 'contact', contacts: [{ fullName: 'Bo' }, { fullName: 'Al' }] }, 'Contact: Bo, Al'],
		[{ kind: 'something new', text: 'x' }, 'x'],
		[{ kind: 'constructor' }, ''],
	])('show a preview of %j', (message, line) => {
		expect(view.previewOf(message)).toBe(line);
	});

	it('show the name of the contact, else that in the message, else the number', () => {
		const who = { jid: ANA, name: 'Ana S.' };
		expect(view.nameOf(who, { [ANA]: 'Ana' })).toBe('Ana');
		expect(view.nameOf(who)).toBe('Ana S.');
		expect(view.nameOf(ANA)).toBe('+5511988887777');
		expect(view.nameOf(undefined)).toBe('Unknown');
		expect(view.numberOf('120363020202020202@g.us')).toBe('120363020202020202');
	});

	it('show ticks only for a known message status', () => {
		expect(view.ackOf('nonsense')).toBeUndefined();
		expect(view.ackOf('toString')).toBeUndefined();
		expect(view.ackOf('ERROR')?.ticks).toBe(-1);
		expect(view.ackOf('DELIVERY_ACK')).toEqual({ ticks: 2, label: 'Delivered' });
		expect(view.ackOf('READ')?.read).toBe(true);
	});

	it('show Today, Yesterday, a weekday, or the date', () => {
		expect(view.dayOf(NOON, NOON)).toBe('Today');
		expect(view.dayOf(NOON - 13 * HOUR, NOON)).toBe('Yesterday');
		expect(view.dayOf(NOON - 3 * 24 * HOUR, NOON)).toBe('Sunday');
		expect(view.dayOf(NOON - 40 * 24 * HOUR, NOON)).toMatch(/2026/);
		expect(view.dayOf(NOON + 48 * HOUR, NOON)).toMatch(/2026/);
	});

	it('show a heading for a new day and for a new writer', () => {
		const by = (at: number, jid: string) => ({ at, fromMe: false, sender: { jid } });
		const rows = view.rowsOf(
			[by(NOON - 24 * HOUR, 'a'), by(NOON, 'a'), by(NOON, 'a'), by(NOON, 'b')],
			NOON,
		);
		expect(rows.map(({ day, first }) => [day, first])).toEqual([
			['Yesterday', true],
			['Today', true],
			[undefined, false],
			[undefined, true],
		]);
	});

	it('show file sizes, durations and the connection state', () => {
		expect([0, undefined, 12, 2048, 3_500_000].map(view.sizeOf)).toEqual([
			'',
			'',
			'12 B',
			'2 kB',
			'3.3 MB',
		]);
		expect([undefined, NaN, Infinity, 5, 75.4].map(view.durationOf)).toEqual([
			'0:00',
			'0:00',
			'0:00',
			'0:05',
			'1:15',
		]);
		expect(['open', 'close', undefined].map(view.stateOf)).toEqual([
			'Connected',
			'Not connected',
			'Unknown',
		]);
	});

	it('show a person with initials and always the same color', () => {
		expect(['', '🙂', 'ana', 'Ana Maria de Souza'].map(view.initials)).toEqual([
			'?',
			'?',
			'A',
			'AS',
		]);
		expect(view.hueOf(ANA)).toBe(view.hueOf({ jid: ANA }));
		expect(view.hueOf(ANA)).not.toBe(view.hueOf('5511988887778@s.whatsapp.net'));
	});

	it('send a file as its type, unless the person chooses another', () => {
		expect(view.kindOfFile('image/png')).toBe('image');
		expect(view.kindOfFile('image/png', 'document')).toBe('document');
		expect(view.kindOfFile('image/webp', 'sticker')).toBe('sticker');
		expect(view.kindOfFile('application/zip')).toBe('document');
		expect(view.kindOfFile('')).toBe('document');
	});
});

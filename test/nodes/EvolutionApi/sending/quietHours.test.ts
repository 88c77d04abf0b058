import { isQuiet } from '../../../../nodes/EvolutionApi/sending/quietHours';

describe('quiet hours', () => {
	const night = {
		from: 21 * 60,
		to: 8 * 60,
		timeZone: 'America/Sao_Paulo',
		behavior: 'defer',
	} as const;
	const siesta = { ...night, from: 13 * 60, to: 15 * 60 };

	it.each<[string, string, typeof night | typeof siesta, boolean]>([
		['are not in effect before they begin', '2026-05-31T23:59:59Z', night, false],
		['are in effect from the minute in which they begin', '2026-06-01T00:00:00Z', night, true],
		['are in effect after midnight', '2026-06-01T05:00:00Z', night, true],
		['are in effect up to the minute before they end', '2026-06-01T10:59:59Z', night, true],
		['are not in effect at the minute in which they end', '2026-06-01T11:00:00Z', night, false],
		['are in effect if they begin and end on one day', '2026-06-01T17:00:00Z', siesta, true],
		['are not in effect after they ended on the same day', '2026-06-01T18:00:00Z', siesta, false],
	])('%s', (_when, time, hours, expected) => {
		expect(isQuiet(new Date(time), hours)).toBe(expected);
	});

	it('follow daylight saving time', () => {
		const hours = { ...night, from: 0, to: 8 * 60, timeZone: 'Europe/Madrid' };
		expect(isQuiet(new Date('2026-01-15T06:30:00Z'), hours)).toBe(true);
		expect(isQuiet(new Date('2026-07-15T06:30:00Z'), hours)).toBe(false);
	});
});

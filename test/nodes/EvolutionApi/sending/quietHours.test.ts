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
		['before they begin', '2026-05-31T23:59:59Z', night, false],
		['from the minute on', '2026-06-01T00:00:00Z', night, true],
		['after midnight', '2026-06-01T05:00:00Z', night, true],
		['to the minute before their end', '2026-06-01T10:59:59Z', night, true],
		['not at their end', '2026-06-01T11:00:00Z', night, false],
		['within a day', '2026-06-01T17:00:00Z', siesta, true],
		['not after it', '2026-06-01T18:00:00Z', siesta, false],
	])('are in effect, or not: %s', (_when, time, hours, expected) => {
		expect(isQuiet(new Date(time), hours)).toBe(expected);
	});

	it('follow daylight saving time', () => {
		const hours = { ...night, from: 0, to: 8 * 60, timeZone: 'Europe/Madrid' };
		expect(isQuiet(new Date('2026-01-15T06:30:00Z'), hours)).toBe(true);
		expect(isQuiet(new Date('2026-07-15T06:30:00Z'), hours)).toBe(false);
	});
});

import { readTime } from '../../../../../nodes/EvolutionApi/core/values/time';

const iso = (text: string, timeZone = 'Europe/Berlin') => {
	const time = readTime(text, timeZone);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
};

it.each(['', 'yesterday', '2026-13-01', '31.05.2026 09:00', '2026-05-31T09:00:00Zulu'])(
	'"%s" is not a time',
	(text) => expect(iso(text)).toBeNull(),
);

it.each([
	'2026-05-31 09:00',
	'2026-05-31T09:00',
	'2026-05-31T09:00:00',
	'2026-05-31T09:00:00.000',
	' 2026-05-31 9:00 ',
	'5/31/2026 9:00:00 AM',
	'May 31, 2026 09:00',
])('"%s" is a time in the time zone of the workflow', (text) => {
	expect(iso(text)).toBe('2026-05-31T07:00:00.000Z');
	expect(iso(text, 'America/Sao_Paulo')).toBe('2026-05-31T12:00:00.000Z');
	expect(iso(text, 'UTC')).toBe('2026-05-31T09:00:00.000Z');
});

it.each([
	'2026-05-31T09:00:00Z',
	'2026-05-31T06:00:00-03:00',
	'2026-05-31 11:00 +02',
	'2026-05-31T09:00:00.000+00:00',
	'Sun, 31 May 2026 09:00:00 GMT',
	'Sun May 31 2026 11:00:00 GMT+0200 (Central European Summer Time)',
	'2026-05-31 09:00 UTC',
])('"%s" has a time zone of its own, which is used', (text) => {
	expect(iso(text)).toBe('2026-05-31T09:00:00.000Z');
});

it('a date without a time means midnight in the time zone of the workflow', () => {
	expect(iso('2026-05-31')).toBe('2026-05-30T22:00:00.000Z');
});

it.each([
	['in winter', '2026-01-31 09:00', '2026-01-31T08:00:00.000Z'],
	['with a Spanish month', '5 marzo 2026 09:00', '2026-03-05T08:00:00.000Z'],
	['just before the clocks change', '2026-03-29 01:59', '2026-03-29T00:59:00.000Z'],
	['just after the clocks change', '2026-03-29 03:00', '2026-03-29T01:00:00.000Z'],
	['just after the clocks change back', '2026-10-25 03:00', '2026-10-25T02:00:00.000Z'],
])('a time without a zone is converted with daylight saving time: %s', (_when, text, expected) => {
	expect(iso(text)).toBe(expected);
});

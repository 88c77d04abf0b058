import { warmUpAt } from '../../../../../nodes/EvolutionApi/core/pacing/warmUp';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const CREATED = Date.parse('2026-05-31T15:00:00Z');

it.each([
	['an instance of the future, as a clock may say', -HOUR, 1, 20],
	['at the beginning', 0, 1, 20],
	['at the end of the first day', DAY - 1, 1, 20],
	['at the beginning of the second', DAY, 2, 30],
	['on the third', 2.5 * DAY, 3, 45],
	['on the fourth', 3 * DAY, 4, 67],
	['after a week', 7 * DAY, 8, 341],
])('%s', (_when, age, day, limit) => {
	expect(warmUpAt(CREATED, CREATED + age)).toEqual({
		day,
		limit,
		nextDayAt: CREATED + day * DAY,
	});
});

it('after years there is no limit to speak of', () => {
	expect(warmUpAt(CREATED, CREATED + 5000 * DAY).limit).toBe(Infinity);
});

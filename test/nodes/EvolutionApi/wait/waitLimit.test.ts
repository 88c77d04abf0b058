import { WAIT_INDEFINITELY } from 'n8n-workflow';

import { endOf, limitWaitTimeInput } from '../../../../nodes/EvolutionApi/wait/waitLimit';

// Until when an execution waits.

const ZONE = 'America/Sao_Paulo';
const NIGHT = { from: 21 * 60, to: 8 * 60, timeZone: ZONE };

/** It is so late in São Paulo. */
const asked = (time: string) => jest.spyOn(Date, 'now').mockReturnValue(at(time).getTime());
const at = (time: string) => new Date(`2026-05-04T${time}:00-03:00`);
const end = (values?: object, quiet?: typeof NIGHT) =>
	endOf(limitWaitTimeInput.parse(values && { values }), { quiet, timeZone: ZONE });
const day = (timeOfDay: string) => ({ limitType: 'atTimeOfDay', timeOfDay });
const hours = (resumeAmount: number) => ({ resumeAmount, resumeUnit: 'hours' });

afterEach(() => jest.restoreAllMocks());

it.each(['', '25:00', 'noon', '18'])('"%s" is no time of day', (time) => {
	expect(() => end(day(time))).toThrow(/is not a time of day/);
});

it('without a limit it waits for ever, also in quiet hours', () => {
	expect(end(undefined, NIGHT)).toEqual(WAIT_INDEFINITELY);
});

it('until a time of this day, or of the next', () => {
	asked('12:00');
	expect(end(day('18:00'))).toEqual(at('18:00'));
	expect(end(day('11:30'))).toEqual(new Date('2026-05-05T11:30:00-03:00'));
	expect(end(day('12:00'))).toEqual(new Date('2026-05-05T12:00:00-03:00'));
});

it('what would end in quiet hours waits until they are over', () => {
	asked('20:00');
	expect(end(hours(2), NIGHT)).toEqual(new Date('2026-05-05T08:00:00-03:00'));
	expect(end(day('23:00'), NIGHT)).toEqual(new Date('2026-05-05T08:00:00-03:00'));
	expect(end(hours(0.5), NIGHT)).toEqual(at('20:30'));
});

it('a date that was set holds, also in quiet hours', () => {
	asked('12:00');
	const until = { limitType: 'atSpecifiedTime', maxDateAndTime: '2026-05-04T23:00:00-03:00' };
	expect(end(until, NIGHT)).toEqual(at('23:00'));
});

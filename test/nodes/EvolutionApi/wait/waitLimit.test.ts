import { WAIT_INDEFINITELY } from 'n8n-workflow';

import { waitEnd, limitWaitTimeInput } from '../../../../nodes/EvolutionApi/wait/waitLimit';

const ZONE = 'America/Sao_Paulo';

/** Sets the clock to a time in São Paulo. */
const asked = (time: string) => jest.spyOn(Date, 'now').mockReturnValue(at(time).getTime());
const at = (time: string) => new Date(`2026-05-04T${time}:00-03:00`);
const end = (values?: object) => waitEnd(limitWaitTimeInput.parse(values && { values }), ZONE);
const day = (timeOfDay: string) => ({ limitType: 'atTimeOfDay', timeOfDay });

afterEach(() => jest.restoreAllMocks());

it.each(['', '25:00', 'noon', '18'])(
	'Limit Wait Time refuses "%s", which is no time of day',
	(time) => {
		expect(() => end(day(time))).toThrow(/must be a time of day|is empty/);
	},
);

it('Limit Wait Time: without a limit the execution waits indefinitely', () => {
	expect(end()).toEqual(WAIT_INDEFINITELY);
});

it('Limit Wait Time: the execution waits for the given time', () => {
	asked('20:00');
	expect(end({ resumeAmount: 0.5, resumeUnit: 'hours' })).toEqual(at('20:30'));
});

it('Limit Wait Time: the execution waits until a time of this day, or of the next one', () => {
	asked('12:00');
	expect(end(day('18:00'))).toEqual(at('18:00'));
	expect(end(day('11:30'))).toEqual(new Date('2026-05-05T11:30:00-03:00'));
	expect(end(day('12:00'))).toEqual(new Date('2026-05-05T12:00:00-03:00'));
});

it('Limit Wait Time: the execution waits until the given date', () => {
	asked('12:00');
	const until = { limitType: 'atSpecifiedTime', maxDateAndTime: '2026-05-04T23:00:00-03:00' };
	expect(end(until)).toEqual(at('23:00'));
});

import { convertTimes } from '../../../../../nodes/EvolutionApi/table/prepare/prepare';
import type { Field } from '../../../../../nodes/EvolutionApi/core/values/field';
import { limitWaitTimeOption } from '../../../../../nodes/EvolutionApi/wait/waitLimit';

const ZONE = 'America/Sao_Paulo';
const PICKED = '2030-05-31T09:00:00';
const MEANT = '2030-05-31T12:00:00.000Z';

const time = { displayName: 'At', name: 'at', type: 'dateTime', default: '' } as const;
const list = {
	displayName: 'Slots',
	name: 'slots',
	type: 'fixedCollection',
	default: {},
	options: [{ displayName: 'Slot', name: 'slot', values: [time] }],
} as const satisfies Field;

it('a value that is not a time is left unchanged by the time zone conversion', () => {
	expect(convertTimes([time], { at: 'soon' }, ZONE)).toEqual({ at: 'soon' });
	expect(convertTimes([list], { slots: 'none' }, ZONE)).toEqual({ slots: 'none' });
});

it.each([
	['a field outside of any collection or list', time, { at: PICKED }, { at: MEANT }],
	[
		'a field in a collection',
		{
			displayName: 'More',
			name: 'more',
			type: 'collection',
			default: {},
			options: [time],
		} as const,
		{ more: { at: PICKED, other: 1 } },
		{ more: { at: MEANT, other: 1 } },
	],
	[
		'the entries of a list',
		list,
		{ slots: { slot: [{ at: PICKED }] } },
		{ slots: { slot: [{ at: MEANT }] } },
	],
	[
		'Limit Wait Time → At Specified Time',
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			default: {},
			options: [limitWaitTimeOption],
		} as const,
		{
			options: {
				limitWaitTime: { values: { limitType: 'atSpecifiedTime', maxDateAndTime: PICKED } },
			},
		},
		{
			options: {
				limitWaitTime: { values: { limitType: 'atSpecifiedTime', maxDateAndTime: MEANT } },
			},
		},
	],
])(
	'a picked time without a zone is in the time zone of the workflow: %s',
	(_where, field, given, expected) => {
		expect(convertTimes([field as Field], given, ZONE)).toEqual(expected);
	},
);

import { z } from 'zod';

import type { Field } from '../core/values/field';
import { choiceField, fieldGroup, groupsField, numberField } from '../fields/fieldKinds';
import { choice, integer } from '../fields/inputs';

// The option that says how many have to give the same answer.

const NUMBER = { min: 1, max: 1_000 };

export const howManyMustAgreeOption = groupsField('How Many Must Agree', 'howManyMustAgree', {
	default: { values: { howMany: 'number', number: 2, aNo: 'ends' } },
	description:
		'How many people of a group have to give the same answer; the last answer of each person counts. Not for free text, an approval page or a form.',
	options: [
		fieldGroup('Values', 'values', [
			choiceField('How Many', 'howMany', {
				options: [
					{ name: 'A Number', value: 'number' },
					{ name: 'All Who May Answer', value: 'all' },
				],
				default: 'number',
			}),
			numberField('Number', 'number', {
				typeOptions: { minValue: NUMBER.min, maxValue: NUMBER.max },
				displayOptions: { show: { howMany: ['number'] } },
				default: 2,
			}),
			choiceField('A No', 'aNo', {
				displayOptions: { show: { '/responseType': ['approval'] } },
				options: [
					{
						name: 'Counts as a Vote',
						value: 'counts',
						description: 'It ends when the outcome is certain',
					},
					{ name: 'Ends It', value: 'ends', description: 'One no is enough' },
				],
				default: 'ends',
			}),
		]),
	],
}) satisfies Field;

/** As it was entered. */
export interface HowManyMustAgree {
	readonly needed: number | 'all';
	readonly noEnds: boolean;
}

const values = z
	.object({
		howMany: choice('all', 'number').default('number'),
		number: integer(NUMBER.min, NUMBER.max).default(2),
		aNo: choice('counts', 'ends').default('ends'),
	})
	.transform(
		({ howMany, number, aNo }): HowManyMustAgree => ({
			needed: howMany === 'all' ? 'all' : number,
			noEnds: aNo === 'ends',
		}),
	);

/** Input of {@link howManyMustAgreeOption}: undefined if one answer decides. */
export const howManyMustAgreeInput = z
	.object({ values: values.optional() })
	.optional()
	.transform((option) => option?.values);

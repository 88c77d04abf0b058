import { z } from 'zod';

import type { Field } from '../core/values/field';
import { choiceField, fieldGroup, groupsField, textField } from '../fields/fieldKinds';
import { groupInput } from '../fields/group';
import { choice, optionalText } from '../fields/inputs';
import { peopleInput } from '../fields/people';

// The option that says whose answer counts.

export const whoMayAnswerOption = groupsField('Who May Answer', 'whoMayAnswer', {
	default: { values: { who: 'listed', people: '', group: '' } },
	description:
		'Whose answer counts; anything that others answer changes nothing. Not for an approval page or a form.',
	options: [
		fieldGroup('Values', 'values', [
			choiceField('Who', 'who', {
				options: [
					{ name: 'Admins of the Group', value: 'admins' },
					{ name: 'Anyone in the Chat', value: 'anyone' },
					{ name: 'Listed People', value: 'listed' },
					{ name: 'Members of the Group', value: 'members' },
				],
				default: 'listed',
			}),
			textField('People', 'people', {
				displayOptions: { show: { who: ['listed'] } },
				placeholder: 'e.g. 5511988887777, 5511977776666',
				description:
					'Numbers or LIDs. Separate several by commas or line breaks; an expression may give a list.',
			}),
			textField('Group', 'group', {
				displayOptions: { show: { who: ['admins', 'members'] } },
				placeholder: 'e.g. 120363020202020202@g.us',
				description:
					'JID of a group, whose members are looked up when the question is asked. Leave empty for the group that is asked.',
			}),
		]),
	],
}) satisfies Field;

/** As it was entered. */
export type WhoMayAnswer =
	| { readonly who: 'listed'; readonly people: readonly string[] }
	/** Undefined: of the group that is asked. */
	| { readonly who: 'admins' | 'members'; readonly group: string | undefined };

const groupOrNone = optionalText.pipe(groupInput.optional());

/** Checks a field that may be hidden: then it may hold anything. */
function parsed<Output>(
	schema: z.ZodType<Output, z.ZodTypeDef, unknown>,
	name: string,
	value: unknown,
	context: z.RefinementCtx,
): Output {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	for (const issue of result.error.issues) {
		context.addIssue({ ...issue, path: [name, ...issue.path] });
	}
	return z.NEVER;
}

const values = z
	.object({
		who: choice('admins', 'anyone', 'listed', 'members').default('listed'),
		people: z.unknown(),
		group: z.unknown(),
	})
	.transform(({ who, people, group }, context): WhoMayAnswer | undefined => {
		switch (who) {
			case 'anyone':
				return undefined;
			case 'listed':
				return { who, people: parsed(peopleInput, 'people', people ?? '', context) };
			default:
				return { who, group: parsed(groupOrNone, 'group', group, context) };
		}
	});

/** Input of {@link whoMayAnswerOption}: undefined if everybody may. */
export const whoMayAnswerInput = z
	.object({ values: values.optional() })
	.optional()
	.transform((option) => option?.values);

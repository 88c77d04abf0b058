import { z } from 'zod';

import type { Field } from '../core/values/field';
import { choiceField, fieldGroup, groupsField, textField } from '../fields/fieldKinds';
import { groupInput, peopleInput } from '../fields/recipient';
import { choice } from '../core/input/checks';
import { optionalText } from '../fields/inputs';

// The option *Accepted Answers*: whose answers count, and whether they have to quote the question.

/** A page cannot tell who answers, and has nothing to quote. */
export const shownForChat = {
	hide: { '/showChoicesAs': ['page'] },
	show: { '/responseType': ['approval', 'choice', 'freeText'] },
} as const;

export const acceptedAnswersOption = groupsField('Accepted Answers', 'acceptedAnswers', {
	default: {
		values: { from: 'anyone', people: '', group: '', requireQuote: 'humanReview' },
	},
	displayOptions: shownForChat,
	description: 'Whose answers count. All others are ignored, and the question stays open.',
	options: [
		fieldGroup('Values', 'values', [
			choiceField('From', 'from', {
				options: [
					{ name: 'Anyone in the Chat', value: 'anyone' },
					{ name: 'Group Admins', value: 'groupAdmins' },
					{ name: 'Group Members', value: 'groupMembers' },
					{ name: 'Specific People', value: 'specificPeople' },
				],
				default: 'anyone',
				description: 'Who may answer',
			}),
			textField('People', 'people', {
				displayOptions: { show: { from: ['specificPeople'] } },
				placeholder: 'e.g. 5511988887777, 5511977776666',
				description:
					'Phone numbers or LIDs, separated by commas or line breaks, or an array from an expression',
			}),
			textField('Group', 'group', {
				displayOptions: { show: { from: ['groupAdmins', 'groupMembers'] } },
				placeholder: 'e.g. 120363020202020202@g.us',
				description:
					'JID of the group, whose members are read when the question is sent. Defaults to the group that is asked.',
			}),
			choiceField('Require Quote', 'requireQuote', {
				options: [
					{ name: 'Always', value: 'always' },
					{ name: 'Never', value: 'never' },
					{
						name: 'Only in Human Review',
						value: 'humanReview',
						description: 'Where the question asks to approve a tool call of an AI agent',
					},
				],
				default: 'humanReview',
				description:
					'When an answer has to quote the question. Pressing one of its buttons or voting counts as a quote.',
			}),
		]),
	],
}) satisfies Field;

/** As entered. */
export type AllowedResponders =
	| { readonly who: 'specificPeople'; readonly people: readonly string[] }
	/** Undefined: the group that receives the question. */
	| { readonly who: 'groupAdmins' | 'groupMembers'; readonly group: string | undefined };

export interface AcceptedAnswers {
	/** Undefined: anyone in the chat. */
	readonly responders: AllowedResponders | undefined;
	readonly requireQuote: 'always' | 'humanReview' | 'never';
}

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
		from: choice('anyone', 'groupAdmins', 'groupMembers', 'specificPeople').default('anyone'),
		people: z.unknown(),
		group: z.unknown(),
		requireQuote: choice('always', 'humanReview', 'never').default('humanReview'),
	})
	.transform(({ from: who, people, group, requireQuote }, context): AcceptedAnswers => {
		switch (who) {
			case 'anyone':
				return { responders: undefined, requireQuote };
			case 'specificPeople': {
				const listed = parsed(peopleInput, 'people', people ?? '', context);
				return { responders: { who, people: listed }, requireQuote };
			}
			default: {
				const jid = parsed(groupOrNone, 'group', group, context);
				return { responders: { who, group: jid }, requireQuote };
			}
		}
	});

/** Input of {@link acceptedAnswersOption}. */
export const acceptedAnswersInput = z
	.object({ values: values.optional() })
	.optional()
	.transform((option) => option?.values);

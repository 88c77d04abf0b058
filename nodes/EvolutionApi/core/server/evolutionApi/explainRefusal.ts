import type { Exchange, Failure } from '../../failures/failure';
import { isRecord, isSuccess, recordOf, textOrNull } from '../../values/answer';

// What WhatsApp and Meta refuse. The server passes on their words.

type Words = Pick<Failure, 'message' | 'description'>;

const BAD_INVITE: Words = {
	message: 'The invite does not lead to a group',
	description:
		'It was revoked, or not copied completely: ask for a new one. The server also says this when the instance is not connected.',
};

/** By the texts of the answer, a line each: first the server's own, then WhatsApp's as `Error: <text>`. */
const REFUSALS: ReadonlyArray<readonly [RegExp, Words]> = [
	[/^No invite info$|^Accept invite error\nError: (?!conflict|Connection)/m, BAD_INVITE],
	[
		/^Error: item-not-found$/m,
		{
			message: 'WhatsApp does not know this group',
			description: 'Check the group: the account of the instance must be a member of it.',
		},
	],
	[
		/^Error: (forbidden|not-authorized)$/m,
		{
			message: 'WhatsApp does not allow this account to do that',
			description:
				'Most changes of a group are for its admins only, and nothing is allowed to those who are not in it. Make the account of the instance an admin.',
		},
	],
	[
		/^Error: conflict$/m,
		{
			message: 'The account of this instance is already in the group',
			description: 'Or it has already asked to join, and an admin has yet to approve it.',
		},
	],
	[
		/^No send invite$/m,
		{
			message: 'The invite could not be sent to everybody',
			description:
				'Check that the account of the instance is connected and an admin of the group, and that all numbers are on WhatsApp. Those before the one that failed have received it.',
		},
	],
];

export function groupRefused({ status, messages }: Exchange): Failure | undefined {
	if (isSuccess(status)) return undefined;
	const words = REFUSALS.find(([pattern]) => pattern.test(messages.join('\n')))?.[1];
	return words && { ...words, isUnclear: false };
}

/** The server answers 400, although the request is not wrong: nothing is stored. */
export function unknownMedia({ status, messages }: Exchange): Failure | undefined {
	if (isSuccess(status) || !messages.includes('Media not found')) return undefined;
	return {
		message: 'The storage of the server does not have this file',
		description:
			'The server stores media only with S3_ENABLED=true, and only from the moment that this is switched on.',
		notFound: true,
	};
}

/** What Meta says about a template. These routes have a form of their own for it. */
export function templateRefused({ body }: Exchange): Failure | undefined {
	const details = recordOf(recordOf(body).details);
	const reason = textOrNull(details.error_user_msg) ?? textOrNull(details.whatsapp_error);
	if (details.type !== 'whatsapp_api_error' || !isRecord(body) || reason === null) return undefined;
	return {
		message: `Meta refused: ${textOrNull(body.message) ?? reason}`,
		description: reason,
		isUnclear: false,
		mayHeal: false,
	};
}

import { failed, isRecord, textOrNull } from '../server/answer';
import type { ServerAnswer, Asked, Failure } from './failure';

// What WhatsApp and Meta refuse, which the server passes on in their words.

type Words = Pick<Failure, 'message' | 'description'>;

const BAD_INVITE: Words = {
	message: 'The invite leads to no group',
	description:
		'It was revoked or is not copied whole: ask for a new one. The server also says so when the instance is not connected.',
};

/** By the texts of the answer, a line each: the server's own, then WhatsApp's as `Error: <text>`. */
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
				'Most changes of a group are for its admins, and nothing is for those who are not in it. Make the account of the instance an admin.',
		},
	],
	[
		/^Error: conflict$/m,
		{
			message: 'It is so already',
			description: 'The account of the instance is in the group, or has asked to join it.',
		},
	],
	[
		/^No send invite$/m,
		{
			message: 'The invite could not be sent to everybody',
			description:
				'Check that the account of the instance is connected and an admin of the group, and that all numbers are on WhatsApp. Those before the one that failed have got it.',
		},
	],
];

export function groupRefused(
	answer: ServerAnswer,
	_asked: Asked,
	messages: readonly string[],
): Failure | undefined {
	if (!failed(answer)) return undefined;
	const words = REFUSALS.find(([pattern]) => pattern.test(messages.join('\n')))?.[1];
	return words && { ...words, isUnclear: false };
}

/** A 400 although it is not a mistake: nothing is stored. */
export function unknownMedia(
	answer: ServerAnswer,
	_asked: Asked,
	messages: readonly string[],
): Failure | undefined {
	if (!failed(answer) || !messages.includes('Media not found')) return undefined;
	return {
		message: 'The storage of the server does not have this file',
		description:
			'Media is stored only with S3_ENABLED=true on the server, and from the moment that this is switched on.',
		notFound: true,
	};
}

/** What Meta says about a template, in the form that these routes have of their own. */
export function templateRefused({ body }: ServerAnswer): Failure | undefined {
	const details = isRecord(body) && isRecord(body.details) ? body.details : {};
	const reason = textOrNull(details.error_user_msg) ?? textOrNull(details.whatsapp_error);
	if (details.type !== 'whatsapp_api_error' || !isRecord(body) || reason === null) return undefined;
	return {
		message: `Meta refused: ${textOrNull(body.message) ?? reason}`,
		description: reason,
		isUnclear: false,
		mayHeal: false,
	};
}

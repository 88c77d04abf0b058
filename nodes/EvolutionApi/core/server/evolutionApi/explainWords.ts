import type { Exchange, Failure } from '../../failures/failure';
import { isSuccess } from '../../values/answer';

// What certain words in a refusal mean. The server says them itself, passes on those of WhatsApp as `Error: <text>`, or
// fails with an error of its code where only a newer version or another kind of instance can do it.

interface Explained {
	/** Found in one of the texts of the answer, or in all of them, a line each. */
	readonly words: RegExp;
	/** The route, where the words alone do not tell. */
	readonly path?: RegExp;
	readonly says: Failure;
}

const WORDS: readonly Explained[] = [
	{
		words: /^Message not compatible$/,
		says: {
			message: 'This message cannot be edited',
			description:
				'Only text messages that this instance sent less than 15 minutes ago can be edited. Check Message ID and Chat.',
			nothingDone: true,
		},
	},
	{
		words: /reading 'substring'/,
		path: /^\/message\/sendList\//,
		says: {
			message: 'A row of the list has no description',
			description:
				'A WHATSAPP-BUSINESS instance needs one in each row. Fill them in, or send a numbered list instead.',
			nothingDone: true,
		},
	},
	{
		words: /reading 'includes'/,
		path: /^\/chat\/getBase64FromMediaMessage\//,
		says: {
			message: 'A WHATSAPP-BUSINESS instance does not look messages up by their ID',
			description:
				'Add the option Whole Message, with the item of Evolution API Trigger or Message → Get Many, Simplify off.',
			nothingDone: true,
		},
	},
	{
		words: /^Message not found$/,
		path: /^\/chat\/getBase64FromMediaMessage\//,
		says: {
			message: 'The server has not stored this message',
			description:
				'Check Message ID. If the server stores no messages, add the option Whole Message, with the item of Evolution API Trigger, Simplify off.',
			nothingDone: true,
		},
	},
	{
		words: /^No invite info$|^Accept invite error\nError: (?!conflict|Connection)/m,
		says: {
			message: 'The invite does not lead to a group',
			description:
				'It was revoked, or not copied completely: ask for a new one. The server also says this when the instance is not connected.',
			isUnclear: false,
		},
	},
	{
		words: /^Error: item-not-found$/m,
		says: {
			message: 'WhatsApp does not know this group',
			description: 'Check the group: the account of the instance must be a member of it.',
			isUnclear: false,
		},
	},
	{
		words: /^Error: (forbidden|not-authorized)$/m,
		says: {
			message: 'WhatsApp does not allow this account to do that',
			description:
				'Most changes of a group are for its admins only, and nothing is allowed to those who are not in it. Make the account of the instance an admin.',
			isUnclear: false,
		},
	},
	{
		words: /^Error: conflict$/m,
		says: {
			message: 'The account of this instance is already in the group',
			description: 'It may also have asked to join already: then an admin has to approve it.',
			isUnclear: false,
		},
	},
	{
		words: /^No send invite$/m,
		says: {
			message: 'The invite could not be sent to everybody',
			description:
				'Check that the account of the instance is connected and an admin of the group, and that all numbers are on WhatsApp. Those before the one that failed have received it.',
			isUnclear: false,
		},
	},
	{
		// 400, although the request is not wrong: nothing is stored.
		words: /^Media not found$/,
		says: {
			message: 'The storage of the server does not have this file',
			description:
				'The server stores media only with S3_ENABLED=true, and only from the moment that this is switched on.',
			notFound: true,
		},
	},
];

export function knownWords({ path, status, messages }: Exchange): Failure | undefined {
	if (isSuccess(status)) return undefined;
	const texts = [...messages, messages.join('\n')];
	return WORDS.find(
		({ words, path: ofRoute }) =>
			(ofRoute?.test(path) ?? true) && texts.some((text) => words.test(text)),
	)?.says;
}

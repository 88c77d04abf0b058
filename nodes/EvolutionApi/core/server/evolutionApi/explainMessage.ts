import type { Exchange, Failure } from '../../failures/failure';
import { isSuccess } from '../../values/answer';

// What the server can do with a message only in newer versions, or on other kinds of instances. Its answers are errors
// of its code.

type Limit = Pick<Failure, 'message' | 'description'> & {
	/** Found in one of the texts of the answer. */
	readonly text: RegExp;
	/** The route, where the text alone does not tell. */
	readonly path?: RegExp;
};

const LIMITS: readonly Limit[] = [
	{
		// Every emoji passes this check; only an empty text does not.
		text: /^"reaction" must be an emoji$/,
		message: 'This server cannot remove a reaction',
		description: 'This needs Evolution API 2.3 or newer: update the server.',
	},
	{
		text: /reading 'substring'/,
		path: /^\/message\/sendList\//,
		message: 'A row of the list has no description',
		description:
			'A WHATSAPP-BUSINESS instance needs one in each row. Fill them in, or send numbered text instead of a list.',
	},
	{
		text: /reading 'includes'/,
		path: /^\/chat\/getBase64FromMediaMessage\//,
		message: 'A WHATSAPP-BUSINESS instance does not look messages up by their ID',
		description:
			'Add the option Whole Message, with the item of Evolution API Trigger or Message → Get Many, Simplify off.',
	},
	{
		text: /^Message not found$/,
		path: /^\/chat\/getBase64FromMediaMessage\//,
		message: 'The server has not stored this message',
		description:
			'Check Message ID. If the server stores no messages, add the option Whole Message, with the item of Evolution API Trigger, Simplify off.',
	},
	{
		text: /^Error: (ENOENT|ENAMETOOLONG): .*, open 'data:/,
		message: 'This server takes pictures and videos of a status only from a URL',
		description: 'Update the server, or choose the source URL.',
	},
	{
		// Only servers before 2.3.0 say this: they take the file for a path on their own disk.
		text: /Invalid URL$|reading 'name'|^File or buffer is undefined$/,
		path: /^\/message\/send(Media|WhatsAppAudio)\//,
		message: 'This server cannot send a file from a WHATSAPP-BUSINESS instance',
		description:
			'This needs Evolution API 2.3 or newer. Choose the source URL, or update the server.',
	},
];

export function messageLimit({ path, status, messages }: Exchange): Failure | undefined {
	if (isSuccess(status)) return undefined;
	const limit = LIMITS.find(
		({ text, path: ofRoute }) =>
			(ofRoute?.test(path) ?? true) && messages.some((message) => text.test(message)),
	);
	if (limit === undefined) return undefined;
	return { message: limit.message, description: limit.description, nothingDone: true };
}

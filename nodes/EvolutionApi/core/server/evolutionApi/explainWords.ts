import type { Exchange, Failure } from '../../failures/failure';
import { asRecord, isSuccess } from '../../values/answer';

// What certain words in a refusal mean. The server says them itself, passes on those of WhatsApp as `Error: <text>`, or
// fails with an error of its code where only a newer version or another kind of instance can do it.

interface Explained {
	/** Found in one of the texts of the answer, or in all of them, a line each. */
	readonly words: RegExp;
	/** The route, where the words alone do not tell. */
	readonly path?: RegExp;
	/** Only for what is sent to a person. */
	readonly toPerson?: true;
	readonly says: Failure;
}

const SEND = /^\/message\//;

const RESTART =
	'Run Instance → Restart. If it happens again, log the instance out and link the phone anew, and update the server.';

const WORDS: readonly Explained[] = [
	{
		words:
			/No sessions?\b|No session record|No open session|No matching sessions|PreKeyError|Invalid PreKey|Bad MAC|MessageCounterError/,
		path: SEND,
		says: {
			message: 'The server lacks the keys with which it encrypts for this chat',
			description: `Nothing was sent. What the server has stored of the connection to WhatsApp is damaged. ${RESTART}`,
			nothingDone: true,
			holdsForAll: true,
		},
	},
	{
		words: /jidDecode\(\.\.\.\) is (?:undefined|null)|Cannot destructure property 'user' of/,
		path: SEND,
		says: {
			message: 'The server does not know which account the instance has',
			description: `Nothing was sent. ${RESTART}`,
			nothingDone: true,
			holdsForAll: true,
		},
	},
	{
		words: /rate-overlimit/,
		says: {
			message: 'WhatsApp says that this account asks too much (rate-overlimit)',
			description:
				'Nothing was done. Wait some minutes at least, and then send more slowly: Bulk Sending → Rate Limit.',
			nothingDone: true,
			holdsForAll: true,
		},
	},
	{
		words: /not-acceptable|^Error: bad-request$/m,
		path: SEND,
		says: {
			message: 'WhatsApp does not accept this message',
			description:
				'Nothing was sent. In a group, its settings may let only admins write, or a member whom the message names may have left. Check the chat on the phone.',
			nothingDone: true,
		},
	},
	{
		words: /^(?:Error: )?Not in group$/im,
		says: {
			message: 'The account of this instance is not in the group',
			description: 'Nothing was done. Have the account added to the group first.',
			nothingDone: true,
		},
	},
	{
		words: /^Error: (?:item-not-found|forbidden|not-authorized)$/m,
		path: SEND,
		toPerson: true,
		says: {
			message: 'WhatsApp refuses messages of this account to this person',
			description:
				'Nothing was sent. The person may have no WhatsApp any more, or have blocked the account, or the account may be restricted: look on the phone.',
			nothingDone: true,
		},
	},
	{
		words: /ffmpeg.*(?:ENOENT|not found)|Cannot find ffmpeg|ffmpeg exited/i,
		says: {
			message: 'The server could not convert the file with ffmpeg',
			description:
				'Nothing was sent. If every file fails, ffmpeg is missing on the server: use its official image, or install ffmpeg. Otherwise the file is damaged, or of a format that ffmpeg does not know.',
			nothingDone: true,
		},
	},
	{
		words: /ENOSPC|no space left on device/i,
		says: {
			message: 'The disk of the server is full',
			description: 'Make room on the disk of the server, and start it again.',
			isUnclear: true,
			holdsForAll: true,
		},
	},
	{
		words: /Maximum call stack size exceeded/,
		path: SEND,
		says: {
			message: 'The file is too large for this version of the server',
			description:
				'Nothing was sent. Before 2.3.7 the server takes no more than 3.3 MB as Base64: update it, send the file by URL, or send it with the source Input Data Field and without Typing Indicator.',
			nothingDone: true,
		},
	},
	{
		words: /^Owned media must be a url/,
		says: {
			message: 'The server takes neither the address nor the content of the file',
			description:
				'Nothing was sent. An address must begin with http:// or https://, have a host with a dot in it, and no more than 2,083 characters.',
			nothingDone: true,
		},
	},
	{
		words: /Media upload failed|upload failed on all hosts/i,
		path: SEND,
		says: {
			message: 'The server could not upload the file to WhatsApp',
			description:
				'Nothing was sent. Check that the server reaches the internet (mmg.whatsapp.net), also through its proxy, and try again.',
			nothingDone: true,
		},
	},
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

export function knownWords({ path, status, messages, sent }: Exchange): Failure | undefined {
	if (isSuccess(status)) return undefined;
	const texts = [...messages, messages.join('\n')];
	const isPerson = !/@(?:g\.us|newsletter|broadcast)$/.test(
		String(asRecord(sent).number ?? '@g.us'),
	);
	return WORDS.find(
		({ words, path: ofRoute, toPerson }) =>
			(ofRoute?.test(path) ?? true) &&
			(toPerson !== true || isPerson) &&
			texts.some((text) => words.test(text)),
	)?.says;
}

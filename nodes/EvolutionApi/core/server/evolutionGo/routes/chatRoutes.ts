import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../../../failures/failure';
import { recordOf, recordsIn, textOrNull } from '../../../values/answer';
import { asJid } from '../../../values/jid';
import { listOf, numberOrNull, textsOf } from '../../../values/loose';
import type { Activity } from '../../adapter';
import { setPresence, showFor } from '../goPresence';
import type { GoRoutes, Translated } from '../goRoute';
import { byChecksum } from '../goVotes';
import { bodyOf } from '../outgoing';
import { refuseIf } from '../refuse';

/** The server's words, in those of Evolution API. */
const STATUSES: Readonly<Record<string, string>> = {
	Delivered: 'DELIVERY_ACK',
	Played: 'PLAYED',
	Read: 'READ',
	Received: 'SERVER_ACK',
};

/** Messages of each chat. */
function byChat(messages: unknown): Map<string, string[]> {
	const chats = new Map<string, string[]>();
	for (const { id, remoteJid } of recordsIn(messages)) {
		const chat = String(remoteJid);
		chats.set(chat, [...(chats.get(chat) ?? []), String(id)]);
	}
	return chats;
}

/** By checksum: the options of the poll, as far as the user has entered them. */
const optionsIn = ({ asked }: Translated): ReadonlyMap<string, string> =>
	byChecksum(textsOf(recordOf(asked.input).pollOptions));

/** `{ question: …, results: { Morning: { votes, voters } } }` from the votes, which name their options by checksum. */
function pollOf(answer: IDataObject, options: ReadonlyMap<string, string>): IDataObject {
	const results = new Map<string, { votes: number; voters: string[] }>();
	for (const option of options.values()) results.set(option, { votes: 0, voters: [] });
	for (const { voterJid, selectedOptions } of recordsIn(answer.votes)) {
		for (const checksum of textsOf(selectedOptions)) {
			const option = options.get(checksum) ?? checksum;
			const { votes, voters } = results.get(option) ?? { votes: 0, voters: [] };
			results.set(option, { votes: votes + 1, voters: [...voters, String(voterJid)] });
		}
	}
	const totalVotes = listOf(answer.votes).length;
	return { poll: { name: null, totalVotes, results: Object.fromEntries(results) } };
}

export const chatRoutes = {
	/** Each chat with a request of its own. In groups the server does not say who wrote, so nobody may see it. */
	async 'POST /chat/markMessageAsRead/{instance}'(translated) {
		for (const [chat, id] of byChat(bodyOf(translated).readMessages)) {
			const body = { id, number: asJid(chat) };
			await translated.go({ method: 'POST', path: '/message/markread', body });
		}
		return {};
	},

	/** The server shows it until it is told to stop: that is done here. */
	async 'POST /chat/sendPresence/{instance}'(translated) {
		const { number, presence, delay } = bodyOf(translated);
		const chat = String(number);
		const isOfAccount = presence === 'available' || presence === 'unavailable';
		const hint = 'Choose Typing, Recording or Paused. Settings → Update has Always Online.';
		refuseIf(isOfAccount, ['presence'], `cannot be "${presence}" with Evolution Go`, hint);
		if (presence === 'paused') await setPresence(translated, chat, 'paused');
		else {
			await showFor(translated, chat, {
				shown: presence as Activity,
				delay: numberOrNull(delay) ?? 0,
			});
		}
		return {};
	},

	/** One state for each message, and only from a server with DATABASE_SAVE_MESSAGES=true; else there is none. */
	async 'POST /chat/findStatusMessage/{instance}'(translated) {
		const { where, page } = bodyOf(translated);
		const { id, remoteJid } = recordOf(where);
		refuseIf(
			textOrNull(id) === null,
			['filters', 'messageId'],
			'is required with Evolution Go',
			'Add the filter Message ID.',
		);
		// It has no pages.
		if (typeof page === 'number' && page > 1) return [];
		const answer = await translated.go({ method: 'POST', path: '/message/status', body: { id } });
		const { message_id: keyId, status, source } = recordOf(recordOf(answer).result);
		if (textOrNull(keyId) === null) return [];
		const chat = textOrNull(remoteJid) ?? textOrNull(source);
		return [
			{
				keyId,
				remoteJid: chat === null ? null : asJid(chat),
				fromMe: true,
				status: STATUSES[String(status)] ?? status,
			},
		];
	},

	/** A poll without votes is not known to the server. */
	async 'POST /chat/getPollVote/{instance}'(translated) {
		const { message } = bodyOf(translated);
		const id = encodeURIComponent(String(recordOf(recordOf(message).key).id));
		const options = optionsIn(translated);
		const result = await translated.tryGo({ method: 'GET', path: `/polls/${id}/results` });
		if (!('failure' in result)) return pollOf(recordOf(result.body), options);
		const { httpCode, unknownRoute } = result.failure;
		if (httpCode === 404 && unknownRoute !== true) return pollOf({}, options);
		throw new RequestFailure(result.failure);
	},
} satisfies GoRoutes;

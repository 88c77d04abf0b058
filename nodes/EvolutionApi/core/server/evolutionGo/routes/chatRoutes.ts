import type { IDataObject } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import { backoff, pause, retry } from '../../../concurrency/retry';
import { RequestFailure } from '../../../failures/failure';
import {
	asRecord,
	asRecords,
	textOrNull,
	firstText,
	asList,
	numberOrNull,
	asTexts,
} from '../../../values/answer';
import { asJid } from '../../../values/addresses';
import type { Activity, Target } from '../../adapter';
import type { Delivery } from '../../delivery';
import { asResult, askGo, tryGo } from '../request';
import { readBody } from './outgoing';
import { refuseIf, type GoRoutes, type Translated } from './route';

// A vote is delivered as the phone has encrypted it. The server decrypts it, and keeps the newest vote of each person:
// `GET /polls/{id}/results`, with a checksum in the place of each option.

/** The server stores a vote a moment after it has delivered it. */
const ATTEMPTS = 5;
const delay = backoff(350, 2_500);

/** As the server names an option. */
const hashOption = (option: string) => createHash('sha256').update(option).digest('hex');

/** By checksum. */
const byChecksum = (options: readonly string[]): ReadonlyMap<string, string> =>
	new Map(options.map((option) => [hashOption(option), option]));

const readPollUpdate = ({ message }: Delivery): IDataObject =>
	asRecord(asRecord(message?.content).pollUpdateMessage);

/** What the server has counted; undefined if that cannot be known now. */
async function fetchPollResults(target: Target, poll: string): Promise<IDataObject[] | undefined> {
	const path = `/polls/${encodeURIComponent(poll)}/results`;
	const request = { method: 'GET', path, idempotent: false } as const;
	const result = await tryGo(target, request).catch(asResult);
	return 'failure' in result ? undefined : asRecords(asRecord(result.body).votes);
}

/** Only the vote of this very message: a later one of the same person comes by itself. */
async function chosenBy(
	target: Target,
	poll: string,
	messageId: string | null,
): Promise<string[] | undefined> {
	const votes = await fetchPollResults(target, poll);
	const vote = votes?.find(({ voteMessageId }) => voteMessageId === messageId);
	return vote && asTexts(vote.selectedOptions);
}

export async function readVote(
	target: Target,
	delivery: Delivery,
	choices: readonly string[],
): Promise<Delivery | undefined> {
	const { message } = delivery;
	const vote = readPollUpdate(delivery);
	const poll = firstText(asRecord(vote.pollCreationMessageKey).id);
	if (message === undefined || poll === null) return delivery;
	const checksums = await retry(async () => await chosenBy(target, poll, message.id), {
		attempts: ATTEMPTS,
		delay,
		isRetryable: (found) => found === undefined,
	});
	if (checksums === undefined) return undefined;
	const options = byChecksum(choices);
	const selectedOptions = checksums.map((checksum) => options.get(checksum) ?? checksum);
	const pollUpdateMessage = { ...vote, vote: { ...asRecord(vote.vote), selectedOptions } };
	return { ...delivery, message: { ...message, content: { pollUpdateMessage } } };
}

/** What is shown in a chat: `paused` ends the others. */
type Shown = Activity | 'paused';

/** `POST /message/presence`: it does not end by itself. @throws {RequestFailure} if the server did not do it */
async function setPresence(target: Target, chat: string, shown: Shown): Promise<void> {
	await askGo(target, {
		method: 'POST',
		path: '/message/presence',
		body: {
			number: asJid(chat),
			state: shown === 'paused' ? 'paused' : 'composing',
			isAudio: shown === 'recording',
		},
		idempotent: true,
	});
}

/** Shows it for so many ms, waits as long, and ends it. @throws {RequestFailure} if the server did not do it */
async function showFor(
	target: Target,
	chat: string,
	{
		shown,
		delay,
		signal,
	}: { readonly shown: Activity; readonly delay: number; readonly signal?: AbortSignal },
): Promise<void> {
	await setPresence(target, chat, shown);
	await pause(delay, signal);
	await setPresence(target, chat, 'paused');
}

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
	for (const { id, remoteJid } of asRecords(messages)) {
		const chat = String(remoteJid);
		chats.set(chat, [...(chats.get(chat) ?? []), String(id)]);
	}
	return chats;
}

/** By checksum: the options of the poll, as far as the user has entered them. */
const hashOptions = ({ asked }: Translated): ReadonlyMap<string, string> =>
	byChecksum(asTexts(asRecord(asked.input).pollOptions));

/** `{ question: …, results: { Morning: { votes, voters } } }` from the votes, which name their options by checksum. */
function makePoll(answer: IDataObject, options: ReadonlyMap<string, string>): IDataObject {
	const results = new Map<string, { votes: number; voters: string[] }>();
	for (const option of options.values()) results.set(option, { votes: 0, voters: [] });
	for (const { voterJid, selectedOptions } of asRecords(answer.votes)) {
		for (const checksum of asTexts(selectedOptions)) {
			const option = options.get(checksum) ?? checksum;
			const { votes, voters } = results.get(option) ?? { votes: 0, voters: [] };
			results.set(option, { votes: votes + 1, voters: [...voters, String(voterJid)] });
		}
	}
	const totalVotes = asList(answer.votes).length;
	return { poll: { name: null, totalVotes, results: Object.fromEntries(results) } };
}

export const chatRoutes = {
	/** Each chat with a request of its own. In groups the server does not say who wrote, so nobody may see it. */
	async 'POST /chat/markMessageAsRead/{instance}'(translated) {
		for (const [chat, id] of byChat(readBody(translated).readMessages)) {
			const body = { id, number: asJid(chat) };
			await translated.go({ method: 'POST', path: '/message/markread', body });
		}
		return {};
	},

	/** The server shows it until it is told to stop: that is done here. */
	async 'POST /chat/sendPresence/{instance}'(translated) {
		const { number, presence, delay } = readBody(translated);
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
		const { where, page } = readBody(translated);
		const { id, remoteJid } = asRecord(where);
		refuseIf(
			textOrNull(id) === null,
			['filters', 'messageId'],
			'is required with Evolution Go',
			'Add the filter Message ID.',
		);
		// It has no pages.
		if (typeof page === 'number' && page > 1) return [];
		const answer = await translated.go({ method: 'POST', path: '/message/status', body: { id } });
		const { message_id: keyId, status, source } = asRecord(asRecord(answer).result);
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
		const { message } = readBody(translated);
		const id = encodeURIComponent(String(asRecord(asRecord(message).key).id));
		const options = hashOptions(translated);
		const result = await translated.tryGo({ method: 'GET', path: `/polls/${id}/results` });
		if (!('failure' in result)) return makePoll(asRecord(result.body), options);
		const { httpCode, unknownRoute } = result.failure;
		if (httpCode === 404 && unknownRoute !== true) return makePoll({}, options);
		throw new RequestFailure(result.failure);
	},
} satisfies GoRoutes;

export const labelRoutes = {
	async 'POST /label/handleLabel/{instance}'(translated) {
		const { number, labelId, action } = readBody(translated);
		const jid = asJid(String(number));
		const path = action === 'add' ? '/label/chat' : '/unlabel/chat';
		await translated.go({ method: 'POST', path, body: { jid, labelId } });
		return { numberJid: jid };
	},

	/** Without the color, for which the server gives an address in its memory. */
	async 'GET /label/findLabels/{instance}'(translated) {
		const labels = asRecords(await translated.go({ method: 'GET', path: '/label/list' }));
		return labels.map(({ label_id: id, label_name: name }) => ({ id, name }));
	},
} satisfies GoRoutes;

import type { IDataObject } from 'n8n-workflow';

import { backoff, pause, retry } from '../../../core/concurrency/retry';
import { RequestFailure, type Failure } from '../../../errors/failure';
import {
	asRecord,
	asRecords,
	textOrNull,
	firstText,
	numberOrNull,
	asTexts,
} from '../../../core/values/answer';
import { asJid, comparable, isPhone } from '../../../core/values/addresses';
import type { Activity, Poll, Target } from '../../adapter';
import type { Delivery } from '../../delivery';
import { byChecksum, decryptVote, votesSeen } from '../pollVotes';
import { asResult, askGo, isBefore, tryGo } from '../request';
import { fetchLid } from './contactRoutes';
import { readOutgoingBody } from './outgoing';
import { refuseIf, type GoRoutes, type GoCall } from './route';

// The server decrypts votes from people whom WhatsApp addresses by number. It stores each person's newest vote, and returns it
// with a checksum for each chosen option: `GET /polls/{id}/results`.

/** Number of attempts to read a vote, which the server stores a moment after the delivery. */
const ATTEMPTS = 5;
const delay = backoff(350, 2_500);

const readPollUpdate = ({ message }: Delivery): IDataObject =>
	asRecord(asRecord(message?.content).pollUpdateMessage);

async function fetchPollResults(target: Target, poll: string): Promise<IDataObject[] | undefined> {
	const path = `/polls/${encodeURIComponent(poll)}/results`;
	const request = { method: 'GET', path, idempotent: false } as const;
	const result = await tryGo(target, request).catch(asResult);
	return 'failure' in result ? undefined : asRecords(asRecord(result.body).votes);
}

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
	poll: Poll,
): Promise<Delivery | undefined> {
	const { message } = delivery;
	const vote = readPollUpdate(delivery);
	const pollId = firstText(asRecord(vote.pollCreationMessageKey).id);
	if (message === undefined || pollId === null) return delivery;
	const { secret } = poll;
	const info = asRecord(asRecord(message.record).Info);
	const ownReading =
		secret === undefined ? undefined : decryptVote({ update: vote, info }, { secret, pollId });
	const checksums =
		ownReading ??
		(await retry(async () => await chosenBy(target, pollId, message.id), {
			attempts: ATTEMPTS,
			delay,
			isRetryable: (choices) => choices === undefined,
		}));
	if (checksums === undefined) return undefined;
	const options = byChecksum(poll.choices);
	const selectedOptions = checksums.map((checksum) => options.get(checksum) ?? checksum);
	const pollUpdateMessage = { ...vote, vote: { ...asRecord(vote.vote), selectedOptions } };
	return { ...delivery, message: { ...message, content: { pollUpdateMessage } } };
}

/** Activity in a chat: `paused` ends any other activity. */
type Shown = Activity | 'paused';

/**
 * @param delay time in ms after which the server (0.7.2 or later) ends the activity; without a delay, the activity stays on
 * @throws {RequestFailure} if the request fails
 */
async function showPresence(
	target: Target,
	chat: string,
	{ activity, delay }: { readonly activity: Shown; readonly delay?: number },
): Promise<void> {
	await askGo(target, {
		method: 'POST',
		path: '/message/presence',
		body: {
			number: asJid(chat),
			state: activity === 'paused' ? 'paused' : 'composing',
			isAudio: activity === 'recording',
			...(delay === undefined ? {} : { delay }),
		},
		idempotent: delay === undefined,
	});
}

/** Longest time for which the server keeps "typing…" or "recording…" visible after one request. */
const LONGEST_KEPT_MS = 60_000;
/** How long phones show "typing…" after one request to a server before 0.7.2. */
const SHOWN_MS = 5_000;

/** Shows an activity for `duration` ms, and waits until it ends. @throws {RequestFailure} if a request fails */
async function showFor(
	target: Target,
	chat: string,
	{ activity, duration }: { readonly activity: Activity; readonly duration: number },
): Promise<void> {
	const isKept = duration > 0 && !(await isBefore(target, '0.7.2'));
	const longest = isKept ? LONGEST_KEPT_MS : SHOWN_MS;
	let remainder = duration;
	do {
		const part = Math.min(remainder, longest);
		await showPresence(target, chat, isKept ? { activity, delay: part } : { activity });
		if (!isKept) await pause(part);
		remainder -= part;
	} while (remainder > 0);
	if (!isKept) await showPresence(target, chat, { activity: 'paused' });
}

/** Status of an incoming message, or of one written on the account's phone; only from 0.7.2 on. */
const INCOMING_STATUS = 'Received';

const STATUSES: Readonly<Record<string, string>> = {
	Delivered: 'DELIVERY_ACK',
	Played: 'PLAYED',
	Read: 'READ',
	[INCOMING_STATUS]: 'DELIVERY_ACK',
};

function byChat(messages: unknown): Map<string, string[]> {
	const chats = new Map<string, string[]>();
	for (const { id, remoteJid } of asRecords(messages)) {
		const chat = String(remoteJid);
		chats.set(chat, [...(chats.get(chat) ?? []), String(id)]);
	}
	return chats;
}

/** Marks messages as read or played. In groups, phones may not show that, because the server omits the message's author. */
async function mark({ go }: GoCall, messages: unknown, path: string): Promise<object> {
	for (const [chat, id] of byChat(messages)) {
		await go({ method: 'POST', path, body: { id, number: asJid(chat) } });
	}
	return {};
}

const hashOptions = ({ request }: GoCall): ReadonlyMap<string, string> =>
	byChecksum(asTexts(asRecord(request.input).pollOptions));

const NOT_ALL_KNOWN =
	'Evolution Go stores only the votes of people whom WhatsApp addresses by number. n8n adds the votes of other people that it has read since it started, so votes may be missing or outdated.';

/** Votes name options by checksum. The total number of voters is unknown. */
function makePoll(all: readonly IDataObject[], options: ReadonlyMap<string, string>): IDataObject {
	const results = new Map([...options.values()].map((option): [string, string[]] => [option, []]));
	for (const { voterJid, selectedOptions } of all) {
		for (const checksum of asTexts(selectedOptions)) {
			const option = options.get(checksum) ?? checksum;
			results.set(option, [...(results.get(option) ?? []), String(voterJid)]);
		}
	}
	const rows = [...results].map(([option, voters]) => [option, { votes: null, voters }]);
	const poll = { name: null, totalVotes: null, results: Object.fromEntries(rows) };
	return { poll: { ...poll, reason: NOT_ALL_KNOWN } };
}

function joinVotes(votes: readonly IDataObject[], pollId: string): IDataObject[] {
	const voters = new Set(votes.map(({ voterJid }) => comparable(String(voterJid))));
	const others = votesSeen(pollId).filter(
		({ voterJid }) => !voters.has(comparable(String(voterJid))),
	);
	return [...votes, ...others];
}

export const chatRoutes = {
	'POST /chat/markMessageAsRead/{instance}': async (call) =>
		await mark(call, readOutgoingBody(call).readMessages, '/message/markread'),

	'POST /chat/markMessageAsPlayed/{instance}': async (call) =>
		await mark(call, readOutgoingBody(call).playedMessages, '/message/markplayed'),

	/** Before 0.7.2, the server accepts no duration, so this code sends the presence repeatedly, and then ends it. */
	async 'POST /chat/sendPresence/{instance}'(call) {
		const { number, presence, delay } = readOutgoingBody(call);
		const chat = String(number);
		const isOfAccount = presence === 'available' || presence === 'unavailable';
		const hint = 'Choose Typing, Recording or Paused. Settings → Update has Always Online.';
		refuseIf(isOfAccount, ['presence'], `cannot be "${presence}" with Evolution Go`, hint);
		if (presence === 'paused') await showPresence(call, chat, { activity: 'paused' });
		else {
			await showFor(call, chat, {
				activity: presence as Activity,
				duration: numberOrNull(delay) ?? 0,
			});
		}
		return {};
	},

	/** Returns at most one delivery status, the current one. The server must have DATABASE_SAVE_MESSAGES=true. */
	async 'POST /chat/findStatusMessage/{instance}'(call) {
		const { where, page } = readOutgoingBody(call);
		const { id, remoteJid } = asRecord(where);
		refuseIf(
			textOrNull(id) === null,
			['filters', 'messageId'],
			'is required with Evolution Go',
			'Add the filter Message ID.',
		);
		// The route has no pages.
		if (typeof page === 'number' && page > 1) return [];
		const answer = await call.go({ method: 'POST', path: '/message/status', body: { id } });
		const { message_id: keyId, status, source } = asRecord(asRecord(answer).result);
		if (textOrNull(keyId) === null) return [];
		const chat = textOrNull(remoteJid) ?? textOrNull(source);
		return [
			{
				keyId,
				remoteJid: chat === null ? null : asJid(chat),
				// All other statuses are ticks, which the server gets only for the account's own messages.
				fromMe: status === INCOMING_STATUS ? null : true,
				status: STATUSES[String(status)] ?? status,
			},
		];
	},

	/** The server knows a poll only after it has read one of the poll's votes. */
	async 'POST /chat/getPollVote/{instance}'(call) {
		const { message } = readOutgoingBody(call);
		const id = String(asRecord(asRecord(message).key).id);
		const options = hashOptions(call);
		const path = `/polls/${encodeURIComponent(id)}/results`;
		const result = await call.tryGo({ method: 'GET', path });
		const votes = 'failure' in result ? [] : asRecords(asRecord(result.body).votes);
		if (!('failure' in result)) return makePoll(joinVotes(votes, id), options);
		const { httpCode, unknownRoute } = result.failure;
		if (httpCode === 404 && unknownRoute !== true) return makePoll(joinVotes([], id), options);
		throw new RequestFailure(result.failure);
	},
} satisfies GoRoutes;

/** Phones know private chats by LID: a label set by number isn't shown anywhere, although the server reports success. */
const noChatToLabel = (chat: string): Failure => ({
	message: `The label of ${chat.split('@')[0]} was not changed, because WhatsApp returned no LID for this number`,
	description:
		'WhatsApp shows a label of a private chat only if it was set by LID. Check that the number is on WhatsApp, or enter the LID in Chat, e.g. senderLid from the trigger.',
	nothingDone: true,
});

export const labelRoutes = {
	async 'POST /label/handleLabel/{instance}'(call) {
		const { number, labelId, action } = readOutgoingBody(call);
		const chat = asJid(String(number));
		const jid = isPhone(chat) ? await fetchLid(call, chat) : chat;
		if (jid === null) throw new RequestFailure(noChatToLabel(chat));
		const path = action === 'add' ? '/label/chat' : '/unlabel/chat';
		await call.go({ method: 'POST', path, body: { jid, labelId } });
		return { numberJid: chat };
	},

	/** Omits the color: the server returns a memory address instead. */
	async 'GET /label/findLabels/{instance}'(call) {
		const labels = asRecords(await call.go({ method: 'GET', path: '/label/list' }));
		return labels.map(({ label_id: id, label_name: name }) => ({ id, name }));
	},
} satisfies GoRoutes;

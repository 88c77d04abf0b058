import { mentionNamed } from '../server/ask/mentions';
import { RequestFailure } from '../errors/failure';
import { type AskingRun, makeItemContext } from '../table/prepare/prepare';
import {
	hashContent,
	splitContent,
	type Fingerprint,
	type MessageContent,
} from '../server/messageContent';
import { asJid, isPhone } from '../core/values/addresses';
import {
	fromStore,
	isUnsent,
	notSent,
	type Message,
	type Policy,
	type SendResult,
	type Sender,
} from './send';
import type { ExecutionHistory } from './executionHistory';
import { SentBefore, type SentMessage, SentRecord } from './sentBefore';

const SENT_EARLIER = 'An earlier run of this execution has sent the same message to the same chat';

/** Sends the same message to the same person only once in an execution, even if the execution runs the node several times. */
export function skipDuplicates(
	{ context, operation }: AskingRun,
	sender: Sender,
	isStoreRead: boolean,
	history: Pick<ExecutionHistory, 'noteSent' | 'wasSentBefore'>,
): Policy {
	const firstItems = new Map<string, number>();
	return {
		prepare: async (recipients) => await lookUpPeople(sender, recipients, isStoreRead),

		async send(message, next) {
			const { request, address } = message;
			const { index } = request;
			const item = makeItemContext(context, request);
			const content = await operation.content?.(request.input, item, { context, index });
			if (content === undefined) return await next(message);
			const fingerprint = { content, identity: await hashContent(content) };
			const names = sender.people.namesFor(address);
			const keys = names.map((name) => JSON.stringify([name, fingerprint.identity]));
			const earlier = keys.map((key) => firstItems.get(key)).find((first) => first !== undefined);
			for (const key of keys) firstItems.set(key, earlier ?? index);
			if (earlier !== undefined) {
				// Items are counted from 0, as in n8n.
				const reason = `Item ${earlier} has the same message for the same chat`;
				return notSent('duplicate', reason, address);
			}
			if (keys.some((key) => history.wasSentBefore(key))) {
				return notSent('duplicate', SENT_EARLIER, address);
			}
			const result = await next({ ...message, fingerprint });
			if (result.status === 'sent') for (const key of keys) history.noteSent(key);
			return result;
		},
	};
}

/** Looks up the numbers of LIDs. @returns an error text if the lookup fails, and the run needs the message store */
async function lookUpPeople(
	{ people }: Sender,
	recipients: readonly string[],
	isStoreRead: boolean,
): Promise<string | undefined> {
	if (!isStoreRead && !recipients.some(isPhone)) return undefined;
	return await people.lookUp(recipients).then(
		() => undefined,
		(error: unknown) => {
			if (!(error instanceof RequestFailure)) throw error;
			if (!isStoreRead) return undefined;
			return `The numbers behind hidden addresses (LIDs) could not be read: ${error.message}`;
		},
	);
}

interface Deduplication {
	readonly skipSent: Policy;
	readonly recordSent: Policy;
}

/** @throws {InputProblem} if `since` is too long ago to be looked up */
export const deduplicate = (sender: Sender, since: Date): Deduplication =>
	sender.connection.server.store === undefined ? byRecord(sender, since) : byStore(sender, since);

/** If the store can't be read, the message isn't sent. */
function byStore(sender: Sender, since: Date): Deduplication {
	const { context, connection, instance, people } = sender;
	const sentBefore = new SentBefore(context, connection, instance, { since, people });
	return {
		skipSent: {
			needOfStore: 'Deduplication cannot know who has the message',

			prepare(recipients) {
				const addresses = recipients.map((recipient) => sender.addressFor(recipient));
				sentBefore.keepMessagesTo([...recipients, ...addresses]);
				return undefined;
			},

			async send(message, next) {
				const { fingerprint, request } = message;
				if (fingerprint === undefined) return await next(message);
				const search = findSent(sender, sentBefore, message, fingerprint);
				const matches = await fromStore('the messages sent before', search);
				const [first] = matches;
				if (first === undefined) return await next(message);
				if (matches.length === splitContent(fingerprint.content).length) {
					return alreadySent(first, fingerprint.content.rest !== undefined);
				}
				return await next({ ...message, request: { ...request, partsSent: matches.length } });
			},
		},

		recordSent: {
			async send(message, next) {
				const result = await next(message);
				const { fingerprint } = message;
				for (const { messageId } of result.attempt?.messages ?? []) {
					if (fingerprint !== undefined) sentBefore.assign(messageId, fingerprint.identity);
				}
				return result;
			},
		},
	};
}

async function findSent(
	sender: Sender,
	sentBefore: SentBefore,
	{ recipient, address }: Message,
	{ content, identity }: Fingerprint,
): Promise<readonly SentMessage[]> {
	const all: SentMessage[] = [];
	for (const part of splitContent(content)) {
		const sentForm = await contentAsSent(sender, recipient, part);
		const match = await sentBefore.find([address, recipient], sentForm, identity, all);
		if (match === undefined) break;
		all.push(match);
	}
	for (const { messageId } of all) sentBefore.assign(messageId, identity);
	return all;
}

/** Returns the content as the server stores it: a mention such as `@Ana` becomes `@5511987654321`. */
async function contentAsSent(
	sender: Sender,
	recipient: string,
	content: MessageContent,
): Promise<MessageContent> {
	if (content.mentionsNamed !== true) return content;
	const { text } = await mentionNamed(sender, recipient, content.typedText);
	const or = content.or && {
		...content.or,
		typedText: (await mentionNamed(sender, recipient, content.or.typedText)).text,
	};
	return { ...content, typedText: text, or };
}

function alreadySent({ jid, messageId, sentAt }: SentMessage, areSeveral: boolean): SendResult {
	const what = areSeveral ? 'all of these messages' : 'this message';
	const reason = `The chat has ${what} already`;
	return { status: 'alreadySent', reason, jid, messageId, sentAt };
}

/** Looks up earlier messages in n8n's database, for a server that stores none. All messages of an item count as one. */
function byRecord(sender: Sender, since: Date): Deduplication {
	const record = new SentRecord(sender.context, sender.instance, since);
	return {
		skipSent: {
			async send(message, next) {
				const { recipient, address, fingerprint } = message;
				if (fingerprint === undefined) return await next(message);
				const sentAt = await record.find(sender.namesFor(recipient), fingerprint.identity);
				if (sentAt === undefined) return await next(message);
				const reason =
					'This node has sent this message to the chat already, or was about to when n8n died';
				return { status: 'alreadySent', reason, jid: asJid(address), sentAt };
			},
		},

		recordSent: {
			async send(message, next) {
				const { recipient, fingerprint } = message;
				if (fingerprint === undefined) return await next(message);
				const forget = await record.note(sender.namesFor(recipient), fingerprint.identity);
				const result = await next(message).catch(async (error: unknown) => {
					if (isUnsent(error, message)) await forget();
					throw error;
				});
				if (result.status === 'skipped') await forget();
				return result;
			},
		},
	};
}

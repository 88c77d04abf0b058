import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { RequestFailure } from '../core/failures/failure';
import type { Connection } from '../core/http/connection';
import { serverOf } from '../core/server/serverOf';
import { comparable } from '../core/values/addresses';
import { recordOf } from '../core/values/answer';
import { firstText } from '../core/values/loose';
import { Remembered } from '../core/values/remembered';
import { eventToItems, type Delivery } from '../events';
import type { WaitState } from './state';

// *Text for Others*: who may not answer is told so, once. n8n cannot change what an execution has stored while it waits, so
// who was told is remembered in this process, and read once in the server's store for what was said before it was started.

/** What this process knows of a question. */
interface Told {
	/** Addresses of who was told, in the `comparable` spelling. */
	readonly people: Set<string>;
	isRead: boolean;
	/** Ends with the person before. */
	turn: Promise<void>;
}

/** More than wait at a time. */
const REMEMBERED = 5_000;
/** By mark of the question. */
const questions = new Remembered<Told>(REMEMBERED);

interface Telling {
	readonly context: IWebhookFunctions;
	readonly connection: Connection;
	readonly state: WaitState;
	readonly delivery: Delivery;
}

/**
 * Somebody has answered who may not: is told so once, where that is wanted. It is not waited for.
 * @param isMeant it was meant as an answer
 */
export function leaveToOthers(telling: Telling, isMeant: boolean): 'declined' | 'askedAgain' {
	const { question, answerers } = telling.state;
	const text = answerers?.textForOthers;
	if (text === undefined || !isMeant) return 'declined';
	const told = questions.getOr(question.mark, () => ({
		people: new Set<string>(),
		isRead: false,
		turn: Promise.resolve(),
	}));
	const turn = async () => {
		try {
			await sendOnce(telling, text, told);
		} catch (error) {
			const cause = error instanceof RequestFailure ? error.failure.message : '';
			telling.context.logger.warn('A person could not be told that others are asked', { cause });
		}
	};
	void (told.turn = told.turn.then(turn));
	return 'askedAgain';
}

/** @throws {RequestFailure} if the store cannot be read, or the server does not send it */
async function sendOnce(
	{ context, connection, state, delivery }: Telling,
	text: string,
	told: Told,
): Promise<void> {
	const { message, chat } = delivery;
	if (message === undefined || state.recipient === undefined) return;
	const names = message.author.map(comparable);
	const target = { context, connection, instance: state.instance };
	const group = chat.find((jid) => jid.endsWith('@g.us'));
	if (!told.isRead && group !== undefined) {
		const from = new Date(state.askedAt * 1000);
		const stored = await serverOf(connection).store.between(target, { from, group }, () => false);
		for (const name of toldIn(stored, text)) told.people.add(name);
	}
	told.isRead = true;
	if (names.some((name) => told.people.has(name))) return;
	for (const name of names) told.people.add(name);
	const answers = message.record;
	const { recipient } = state;
	// Where nothing is stored it is sent again after a restart, and shown once.
	const once = `${state.question.mark} others ${[...names].sort().join(' ')}`;
	await serverOf(connection).sends.send(target, { kind: 'text', recipient, text, answers, once });
}

/** Who wrote what was answered with the text. */
function toldIn(stored: readonly Delivery[], text: string): string[] {
	const items = stored.map((one) => {
		const [item = {}] = eventToItems(one, { simplify: true, receivedAt: Date.now() });
		return { item, author: one.message?.author ?? [] };
	});
	const answered = items.filter(({ item }) => isText(item, text)).map(({ item }) => item);
	const ids = new Set(answered.map(({ quoted }) => firstText(recordOf(quoted).id)));
	return items
		.filter(({ item }) => ids.has(firstText(item.messageId)))
		.flatMap(({ author }) => author.map(comparable));
}

const isText = ({ fromMe, text: said }: IDataObject, text: string) =>
	fromMe === true && firstText(said)?.trim() === text.trim();

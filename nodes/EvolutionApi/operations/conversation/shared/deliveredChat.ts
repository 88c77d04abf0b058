import { InputProblem } from '../../../core/input/inputProblem';
import type { Call } from '../../../core/table/operation';
import { parseDelivery, type Delivery } from '../../../events';
import { askWritten, type WrittenAnswer } from '../../../trigger/share/askWritten';
import { isOfKind } from './counted';
import type { StartingMessage } from './messageOf';
import type { WrittenChat, WrittenMessage } from './writtenChat';

/**
 * The chat of a message of a server that keeps none: what its trigger was delivered, in the process where that runs. Each
 * message is given to one execution of the workflow, once, in the place of "since our last answer", which nobody knows.
 * @throws {InputProblem} if the message is not known there
 */
export async function deliveredChat(
	call: Call,
	{ messageId, instance: of = call.instance }: StartingMessage,
	maxMessageAge: number,
): Promise<WrittenChat> {
	const { context, connection, instance } = call;
	const reader = `${String(context.getWorkflow().id)}/${context.getNode().id}`;
	const ask = async (give?: readonly string[]): Promise<WrittenAnswer> => {
		const answer = await askWritten(context, connection, instance, {
			of,
			messageId,
			reader,
			give,
		});
		if (answer !== undefined) return answer;
		throw new InputProblem(
			[],
			`No trigger in n8n has received the message "${messageId}", and ${connection.server.name} keeps no messages`,
			'Choose a message that an active Evolution API Trigger of this instance has received since n8n was started. It must be in the same process, so this does not work with webhook processors.',
		);
	};
	const written = async (): Promise<WrittenMessage[]> =>
		(await ask()).messages.flatMap(({ body, isOwed }) => {
			const delivery = parseDelivery(body, connection.server);
			return delivery === undefined ? [] : [asWritten(delivery, isOwed)];
		});
	const own = (await written()).find(({ id }) => id === messageId)?.delivery;
	const from = (own?.message?.seconds ?? 0) - maxMessageAge * 3600;
	return {
		own,
		async read() {
			return (await written()).filter(({ seconds }) => !(seconds < from));
		},
		async give(messages) {
			const { given } = await ask(messages.flatMap(({ id }) => id ?? []));
			return messages.filter(({ id }) => id !== null && given.includes(id));
		},
	};
}

function asWritten(delivery: Delivery, isOwed: boolean): WrittenMessage {
	const { event, message } = delivery;
	const isOurs = message?.fromMe === true;
	const isAnswer = isOurs && isOfKind(message, 'all');
	return {
		id: message?.id ?? null,
		isOurs,
		seconds: message?.seconds ?? NaN,
		isAnswer,
		// What the API has sent comes as another event.
		isByPerson: isAnswer && event === 'messages.upsert',
		isOwed,
		delivery,
	};
}

import type { ItemRequest, Run } from '../core/prepare/run';
import { itemContext } from '../core/table/itemContext';
import type { Changes } from '../core/table/operation';
import { ask } from './ask';
import { sendMessages } from './sendInOrder';

/** What the operation has to say about one item, by its own way if it has one. */
export async function answerOf(run: Run, request: ItemRequest): Promise<unknown> {
	const { context, operation } = run;
	const { connection, input, instance = '', index, partsSent, typingTime, wanted } = request;
	if (request.asText === true) return await ask(run, request, operation.textInstead?.(input));
	const messages = operation.messages?.(input);
	if (operation.run === undefined && messages === undefined) return await ask(run, request);
	const call = {
		context,
		connection,
		instance,
		index,
		item: itemContext(context, index),
		partsSent,
		typingTime,
		wanted,
		ask: async (changes?: Changes) => await ask(run, request, changes),
	};
	if (messages !== undefined) return await sendMessages(call, operation, messages);
	return await operation.run?.(input, call);
}

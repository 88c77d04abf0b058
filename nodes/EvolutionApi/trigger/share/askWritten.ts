import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from '../../core/server/adapter';
import { isRecord, recordOf, recordsIn, textOrNull, textsOf } from '../../core/values/answer';
import { acknowledge } from '../../hub/acknowledgement';
import { askWorkflow } from '../../hub/ask';
import { readInstanceHub } from '../../hub/changes';
import { isExpired, isWorkflow } from '../../hub/list';
import { writtenLatelyOn, type NotGiven, type WrittenLately } from '../memory/writtenLately';

// What *Combine Messages* asks where the server keeps no messages: in this process, or by a signed call in the one that has
// the trigger. There is one answer to all executions of a workflow, so that each message is given to one of them.

/** An event that no server sends. */
export const WRITTEN_EVENT = 'hub.written';

interface WrittenRequest {
	/** Name of the instance that has delivered it. */
	readonly of: string;
	/** The message that the execution is about. */
	readonly messageId: string;
	/** The node that asks. */
	readonly reader: string;
	/** IDs of messages that it wants to give to its workflow now; undefined: it only looks. */
	readonly give?: readonly string[];
}

export interface WrittenAnswer {
	/** What was written in the chat of the message, and not given to the reader, oldest first. */
	readonly messages: readonly NotGiven[];
	/** IDs of those that were given to it now. */
	readonly given: readonly string[];
}

/**
 * @returns undefined if nobody knows the message: n8n was started anew since, or its deliveries come to several processes
 * @throws {RequestFailure} if the server cannot be asked who listens
 */
export async function askWritten(
	context: IExecuteFunctions,
	connection: Connection,
	instance: string,
	request: WrittenRequest,
): Promise<WrittenAnswer | undefined> {
	const here = writtenLatelyOn(connection, request.of);
	if (here.knows(request.messageId)) return answerTo(request, here);
	const { subscribers, key = '' } = await readInstanceHub(context, connection, instance);
	const triggers = subscribers
		.filter(isWorkflow)
		.filter((one) => one.kind === 'trigger' && !isExpired(one, Date.now()));
	const asked = { event: WRITTEN_EVENT, instance, key, question: request };
	for (const trigger of triggers) {
		const { acknowledgement, body } = await askWorkflow(context, trigger, asked);
		const answer = acknowledgement === 'taken' ? answerIn(body) : undefined;
		if (answer !== undefined) return answer;
	}
	return undefined;
}

function answerTo({ messageId, reader, give }: WrittenRequest, written: WrittenLately) {
	const given = give === undefined ? [] : written.give(give, reader);
	return { given, messages: give === undefined ? written.notGiven(messageId, reader) : [] };
}

/** As text, with which every workflow acknowledges a call. @param question of the body of a call */
export function writtenResponse(connection: Connection, question: unknown): string {
	const request = requestIn(question);
	const written = request && writtenLatelyOn(connection, request.of);
	const isKnown = request !== undefined && written?.knows(request.messageId) === true;
	const answer = isKnown ? answerTo(request, written) : {};
	return acknowledge('taken', { isKnown, ...answer });
}

function requestIn(question: unknown): WrittenRequest | undefined {
	if (!isRecord(question)) return undefined;
	const { of, messageId, reader, give } = question;
	const [instance, id, node] = [of, messageId, reader].map(textOrNull);
	if (instance == null || id == null || node == null) return undefined;
	return {
		of: instance,
		messageId: id,
		reader: node,
		give: give === undefined ? undefined : textsOf(give),
	};
}

/** @returns undefined if nobody knows the message there */
const answerIn = (body: unknown): WrittenAnswer | undefined =>
	isRecord(body) && body.isKnown === true
		? { messages: recordsIn(body.messages).map(notGivenIn), given: textsOf(body.given) }
		: undefined;

const notGivenIn = ({ body, isOwed }: IDataObject): NotGiven => ({
	body: recordOf(body),
	isOwed: isOwed === true,
});

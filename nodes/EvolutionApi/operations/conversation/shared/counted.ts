import type { IDataObject } from 'n8n-workflow';

import { saidIn } from '../../../core/server/evolutionApi/deliveredMessage';
import { secondsOf } from '../../../core/server/evolutionApi/messageStore';
import type { Said } from '../../../core/server/delivery';
import type { Call } from '../../../core/table/operation';
import { isRecord, recordOf, textOrNull } from '../../../core/values/answer';
import {
	asksForAccount,
	compileFilters,
	type Delivery,
	type DeliveryFilter,
} from '../../../events';
import { receivedContentOf } from '../../../events/simplify/content';
import { NOTHING_SAID } from '../../../events/simplify/kinds';
import { ownAddresses } from '../../../trigger/items/ownAddresses';
import { asDelivery } from '../../message/shared/storedMessage';
import { triggersBefore } from './earlierNodes';
import type { WrittenMessage } from './writtenChat';

// Which messages *Combine Messages* waits for and gives.

type MessageKinds = 'all' | 'media' | 'text';

export function isOfKind(said: Said, kinds: MessageKinds): boolean {
	const { kind, part } = receivedContentOf(said);
	if (NOTHING_SAID.includes(kind)) return false;
	if (kinds === 'all') return true;
	return (part?.reader.isMedia === true) === (kinds === 'media');
}

/** Whether somebody said something for the account. Reactions, edits and the like are not answers. */
export const isAnswer = (record: IDataObject): boolean =>
	recordOf(record.key).fromMe === true && isOfKind(saidIn(record), 'all');

/** Sources that the server derives from the form of a message ID. What it sends itself is `web` or `unknown`. */
const DEVICES = ['android', 'desktop', 'ios'];

/**
 * Whether a message of the account was written on one of its own devices, not sent through the API. Newer servers keep
 * the addressing mode of exactly these messages. For older ones there is only the form of the ID, which is the same
 * for WhatsApp Web and the API.
 */
const isFromDevice = ({ key, source }: IDataObject): boolean =>
	(isRecord(key) && key.addressingMode !== undefined) || DEVICES.includes(String(source));

/** A message of the store. */
export function asWritten(record: IDataObject, instance: string): WrittenMessage {
	const isAnAnswer = isAnswer(record);
	const { id, fromMe } = recordOf(record.key);
	return {
		id: textOrNull(id),
		isOurs: fromMe === true,
		seconds: secondsOf(record.messageTimestamp),
		isAnswer: isAnAnswer,
		isByPerson: isAnAnswer && isFromDevice(record),
		delivery: asDelivery(record, instance),
	};
}

/**
 * Whether a message starts the workflow. If the trigger filters it out, there is no execution that could give the
 * messages before it.
 * @param chat of the messages
 * @throws {RequestFailure} if a filter asks for the account, and the server cannot tell its addresses now
 */
export async function startsWorkflow(
	{ context, index, instance, connection }: Call,
	chat: string,
): Promise<(message: Delivery) => boolean> {
	const ran = triggersBefore(context, index).filter(({ params }) => params !== undefined);
	const filters = ran.map(({ params }) => compiled(params?.filters));
	if (filters.length === 0) return () => true;
	const account =
		chat.endsWith('@g.us') && filters.some((filter) => filter.asksForAccount)
			? await ownAddresses({ context, connection, instance }, chat)
			: [];
	return (message) => filters.some(({ passes }) => passes({ ...message, account }));
}

/** The trigger runs, so its filters are valid. But its expressions may need something that is missing here. */
function compiled(filters: unknown): { passes: DeliveryFilter; asksForAccount: boolean } {
	try {
		return { passes: compileFilters({ filters }), asksForAccount: asksForAccount({ filters }) };
	} catch {
		return { passes: () => true, asksForAccount: false };
	}
}

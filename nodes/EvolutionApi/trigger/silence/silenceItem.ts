import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { DeliveredKept } from '../../core/server/adapter';
import { chatKeysFor } from '../../core/values/addresses';
import { plainNameOrNull } from '../../core/values/plainName';
import type { Delivery } from '../../events';
import { kindAndText } from '../../events/simplify/message';
import { sessionIdOf } from '../../events/simplify/modelKeys';
import { NO_REPLY } from '../../fields/events';
import type { TriggerSettings } from '../settings/triggerSettings';
import type { ChatLine, DueStage, Silence } from './silences';

const isoOf = (seconds: number) => new Date(seconds * 1000).toISOString();

/** What a stage is called, e.g. for n8n: each starts the workflow once. */
export const stageIdOf = ({ messageId }: ChatLine, stage: number): string =>
	`noReply/${messageId}/${stage}`;

/**
 * The item of a stage. The keys that it shares with the item of a message mean the same, so that *Reply* works behind it.
 * @param messages of the chat, newest first
 */
export function silenceItem(
	{ first, last }: Silence,
	{ stage, hours }: DueStage,
	stages: number,
	messages: readonly DeliveredKept[],
): IDataObject {
	const own = messages.find(({ kept }) => kept.messageId === last.messageId)?.delivery;
	const others = messages.find(({ kept }) => !kept.fromMe)?.delivery.message;
	return {
		text: null,
		senderName: plainNameOrNull(others?.senderName),
		...aboutChat(own, messages),
		kind: 'noReply',
		timestamp: isoOf(Date.now() / 1000),
		messageId: last.messageId,
		fromMe: true,
		stage,
		isLastStage: stage === stages,
		hours,
		silentSince: isoOf(first.seconds),
		lastMessage: {
			messageId: last.messageId,
			timestamp: isoOf(last.seconds),
			...(own && kindAndText(own)),
		},
		lastWrittenAt: others?.time ?? null,
		chatInput: `[no reply for ${hours} ${hours === 1 ? 'hour' : 'hours'}]`,
		event: 'noReply',
		eventId: stageIdOf(first, stage),
	};
}

/** The chat, with all addresses that are known; first that to which we wrote. */
function aboutChat(own: Delivery | undefined, messages: readonly DeliveredKept[]): IDataObject {
	const addresses = [own, ...messages.map(({ delivery }) => delivery)].flatMap(
		(delivery) => delivery?.chat ?? [],
	);
	const instance = own?.instance ?? '';
	return {
		...chatKeysFor(addresses),
		sessionId: sessionIdOf({ instance, chat: addresses }),
		instance,
	};
}

/** On the output where it belongs. */
export function silenceOutputs(
	{ options, events }: TriggerSettings,
	item: INodeExecutionData,
): INodeExecutionData[][] {
	if (!options.separateOutputs) return [[item]];
	return events.map((name) => (name === NO_REPLY.value ? [item] : []));
}

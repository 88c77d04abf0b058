import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { RequestFailure } from '../../../core/failures/failure';
import { InputProblem } from '../../../core/input/inputProblem';
import type { Call, ItemOfRun } from '../../../core/table/operation';
import { asJid } from '../../../core/values/jid';
import { choiceField, numberField } from '../../../fields/fieldKinds';
import { choice, integer } from '../../../fields/inputs';
import { receivingInstance } from '../../../fields/instance';
import { chatField, optionalChat } from '../../../fields/recipient';
import { askTakeOver, type TakeOverResult } from '../../../trigger/share/askTakeOver';
import type { TakeOverRequest } from '../../../trigger/takeOver/takeOverRequest';
import { receivingInstanceOf } from './messageFields';
import { startingMessage } from './startingMessage';

// What Get Take-Over, Hand Over, Pause and Resume have in common.

const chatSource = choiceField('Which Chat', 'chatSource', {
	options: [
		{ name: 'Another Chat', value: 'other', description: 'A chat that you choose' },
		{
			name: 'Chat That Started the Workflow',
			value: 'trigger',
			description:
				'The chat of the message of the Evolution API Trigger, even with other nodes in between',
		},
	],
	default: 'trigger',
	description: 'The chat that this is about',
});

export const takeOverFields = [
	receivingInstance,
	chatSource,
	{ ...chatField, displayOptions: { show: { chatSource: ['other'] } } },
] as const;

export const takeOverShape = {
	chatSource: choice('other', 'trigger'),
	recipient: optionalChat,
};

const pauseMinutes = numberField('Pause for (Minutes)', 'pauseMinutes', {
	typeOptions: { minValue: 1, maxValue: 10080 },
	default: 60,
	required: true,
	description: 'From now on. Each message that a person writes makes the pause longer.',
});

/** For what begins a pause. */
export const pauseFields = [...takeOverFields, pauseMinutes] as const;

export const pauseShape = { ...takeOverShape, pauseMinutes: integer(1, 10_080) };

export type TakeOverInput = z.output<z.ZodObject<typeof takeOverShape>>;

/**
 * @returns the addresses of the chat, its JID first
 * @throws {InputProblem} if it is not known, or not for certain
 */
export function chatsOfInput(
	{ chatSource: source, recipient }: TakeOverInput,
	{ context, index }: ItemOfRun,
): [string, ...string[]] {
	if (source === 'other') {
		if (recipient !== undefined) return [recipient];
		throw new InputProblem(['recipient'], 'is empty', 'Choose the chat or enter its number.');
	}
	const message = startingMessage(context, index, 'chatSource');
	return [asJid(message.chat), message.address];
}

/** The instance of the chat. @throws {InputProblem} like {@link chatsOfInput} */
export const instanceOfChat = ({ chatSource }: TakeOverInput, place: ItemOfRun) =>
	chatSource === 'trigger'
		? startingMessage(place.context, place.index, 'chatSource').instance
		: receivingInstanceOf(place);

/**
 * Asks the workflows of the instance.
 * @throws {RequestFailure} if it is not certain: nobody must believe that the chat is free, or paused, if it is not
 */
export async function runTakeOver(
	input: TakeOverInput,
	call: Call,
	request: Omit<TakeOverRequest, 'chats'>,
): Promise<IDataObject> {
	const { context, connection, instance } = call;
	const { do: what, minutes } = request;
	const chats = chatsOfInput(input, call);
	const result = await askTakeOver(context, connection, instance, { do: what, chats, minutes });
	if (what !== 'get' || result.takeOver === undefined) refuseUncertain(result);
	return itemOf(chats[0], result);
}

const LISTENS = 'Human Takeover in the options of its Evolution API Trigger';

function refuseUncertain({ workflows, unreached, unknown }: TakeOverResult): void {
	if (unreached > 0) {
		throw new RequestFailure({
			message: `${counted(unreached)} of this instance did not answer, and may go on writing to the chat`,
			description:
				'System → Check Set-Up says which one, and what to do. If its n8n is gone for good, run Webhook → Repair Trigger Registration.',
			mayHeal: true,
		});
	}
	if (unknown > 0) {
		throw new RequestFailure({
			message: `${counted(unknown)} of this instance cannot be asked: events come through WebSocket to another process of n8n`,
			description:
				'With webhook processors, set Connection → Webhook in the Evolution API Trigger.',
		});
	}
	if (workflows > 0) return;
	throw new RequestFailure({
		message: 'No active workflow of this instance leaves chats to people',
		description: `Set ${LISTENS}, and activate the workflow.`,
	});
}

const counted = (count: number) => (count === 1 ? 'A workflow' : `${count} workflows`);

/** `takenOver` with its details; times in ISO. */
function itemOf(chat: string, { takeOver, workflows }: TakeOverResult): IDataObject {
	const { by, device, since, until } = takeOver ?? {};
	return {
		chat,
		takenOver: takeOver !== undefined,
		by: by ?? null,
		device: device ?? null,
		since: isoOf(since),
		until: isoOf(until),
		workflows,
	};
}

const isoOf = (time: number | undefined) =>
	time === undefined ? null : new Date(time).toISOString();

/** For the previews: what comes out while a person answers. */
export const takenOverPreview: IDataObject = {
	chat: '5511988887777@s.whatsapp.net',
	takenOver: true,
	by: 'person',
	device: 'ios',
	since: '2025-01-15T13:30:00.000Z',
	until: '2025-01-15T14:30:00.000Z',
	workflows: 1,
};

/** The same, if a workflow has begun the pause. */
export const pausedPreview: IDataObject = {
	...takenOverPreview,
	by: 'workflow',
	device: null,
};

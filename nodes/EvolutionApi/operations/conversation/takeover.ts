import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { withNumber } from '../../server/ask/people';
import { RequestFailure } from '../../errors/failure';
import { InputProblem } from '../../core/input/inputProblem';
import { defineOperation, type Call, type ItemOfRun, type SendTarget } from '../../table/operation';
import { asJid, makePersonId } from '../../core/values/addresses';
import { choiceField, numberField } from '../../fields/fieldKinds';
import { choice, integer } from '../../core/input/checks';
import { receivingInstance } from '../../fields/instance';
import { chatField, optionalChat } from '../../fields/recipient';
import { keepFiles } from '../../run/perform';
import {
	askTakeover,
	type TakeoverResult,
	type TakeoverRequest,
} from '../../trigger/inbox/takeoverRequest';
import { TRIGGER_DEFAULTS } from '../../trigger/settings/triggerFields';
import { findReceivingInstance, findTriggerMessage } from './triggerMessage';

const chatSource = choiceField('Chat', 'chatSource', {
	options: [
		{
			name: 'From Trigger',
			value: 'trigger',
			description:
				'Use the chat of the message that started the workflow, even with other nodes in between',
		},
		{ name: 'Specific Chat', value: 'specific', description: 'Choose a chat or enter its number' },
	],
	default: 'trigger',
	description: 'Chat to act on',
});

export const takeoverFields = [
	receivingInstance,
	chatSource,
	{
		...chatField,
		displayName: 'Specific Chat',
		displayOptions: { show: { chatSource: ['specific'] } },
	},
] as const;

const takeoverShape = {
	chatSource: choice('specific', 'trigger'),
	recipient: optionalChat,
};

export const pauseMinutes = numberField('Pause Bot For (Minutes)', 'pauseMinutes', {
	typeOptions: { minValue: 1, maxValue: 10080 },
	default: TRIGGER_DEFAULTS.humanTakeover.pause,
	required: true,
	description:
		'During this time, messages in this chat start no workflow of the instance. With Human Takeover in the trigger, every message that a human sends from the account restarts the time.',
});

const pauseFields = [...takeoverFields, pauseMinutes] as const;

export const pauseShape = { ...takeoverShape, pauseMinutes: integer(1, 10_080) };

type TakeoverInput = z.output<z.ZodObject<typeof takeoverShape>>;

/**
 * Returns the addresses of the chat, its JID first.
 * @throws {InputProblem} if the chat isn't known for certain
 */
export function readChats(
	{ chatSource: source, recipient }: TakeoverInput,
	{ context, index }: ItemOfRun,
): [string, ...string[]] {
	if (source === 'specific') {
		if (recipient !== undefined) return [recipient];
		throw new InputProblem(['recipient'], 'is empty', 'Choose the chat or enter its number.');
	}
	const message = findTriggerMessage(context, index, 'chat');
	return [asJid(message.chat), message.address];
}

/** @throws {InputProblem} if the chat comes from the trigger, and it isn't certain which message started the workflow */
export const locateChat = ({ chatSource }: TakeoverInput, place: ItemOfRun): SendTarget => ({
	instance:
		chatSource === 'trigger'
			? findTriggerMessage(place.context, place.index, 'chat').instance
			: findReceivingInstance(place),
});

/** @throws {RequestFailure} if a workflow doesn't answer: a wrong "free" or "paused" must never reach the caller */
export async function runTakeover(
	input: TakeoverInput,
	call: Call,
	request: Omit<TakeoverRequest, 'chats'>,
): Promise<IDataObject> {
	const { do: what, minutes } = request;
	// Adds the number if it's known, so that a pause of a LID also applies to events that only contain the number.
	const chats = await withNumber(call, readChats(input, call));
	const result = await askTakeover(call, { do: what, chats, minutes });
	if (what !== 'get' || result.takeover === undefined) refuseUncertain(result);
	return describeTakeover(chats, result);
}

function refuseUncertain({ workflows, silentCount, unsureCount }: TakeoverResult): void {
	if (silentCount > 0) {
		throw new RequestFailure({
			message: `${countWorkflows(silentCount)} of this instance did not answer, and may continue to write to the chat`,
			description:
				'System → Check Setup shows which one, and what to do. If its n8n is gone for good, run Webhook → Repair Trigger Registration.',
			mayHeal: true,
		});
	}
	if (unsureCount > 0) {
		throw new RequestFailure({
			message: `${countWorkflows(unsureCount)} of this instance cannot be asked: events come through WebSocket to another process of n8n`,
			description:
				'With webhook processors, set Connection → Webhook in the Evolution API Trigger.',
		});
	}
	if (workflows > 0) return;
	throw new RequestFailure({
		message:
			'No published workflow of this instance starts with messages, so there is no bot to pause',
		description: 'Publish the workflow with the Evolution API Trigger.',
	});
}

const countWorkflows = (count: number) => (count === 1 ? 'A workflow' : `${count} workflows`);

function describeTakeover(
	chats: readonly string[],
	{ takeover, workflows }: TakeoverResult,
): IDataObject {
	const { by, device, since, until } = takeover ?? {};
	return {
		chat: chats[0],
		personId: makePersonId(...chats),
		takenOver: takeover !== undefined,
		by: by ?? null,
		device: device ?? null,
		since: writeTime(since),
		until: writeTime(until),
		workflows,
	};
}

const writeTime = (time: number | undefined) =>
	time === undefined ? null : new Date(time).toISOString();

const takenOverPreview: IDataObject = {
	chat: '5511988887777@s.whatsapp.net',
	personId: '551188887777',
	takenOver: true,
	by: 'human',
	device: 'ios',
	since: '2025-01-15T13:30:00.000Z',
	until: '2025-01-15T14:30:00.000Z',
	workflows: 1,
};

export const pausedPreview: IDataObject = {
	...takenOverPreview,
	by: 'workflow',
	device: null,
};

const listeners = {
	method: 'GET',
	path: '/webhook/find/{instance}',
	idempotent: true,
	supportedBy: { evolutionGo: true },
} as const;

export const getTakeoverStatus = defineOperation({
	name: 'Get Takeover Status',
	value: 'getTakeoverStatus',
	action: 'Get the takeover status of a WhatsApp chat',
	description: 'Get whether a human has taken over the chat, since when and from which device',
	request: listeners,
	fields: takeoverFields,
	input: takeoverShape,
	example: { chatSource: 'specific', recipient: '5511988887777' },
	preview: takenOverPreview,
	locate: locateChat,
	run: async (input, call) => keepFiles(call, await runTakeover(input, call, { do: 'get' })),
});

export const pauseBot = defineOperation({
	name: 'Pause Bot',
	value: 'pauseBot',
	action: 'Pause the bot in a WhatsApp chat',
	description:
		'Leave a chat to a human: for a while, its messages start no workflow of the instance',
	request: listeners,
	fields: pauseFields,
	input: pauseShape,
	example: { chatSource: 'specific', recipient: '5511988887777', pauseMinutes: 60 },
	preview: pausedPreview,
	locate: locateChat,
	run: async (input, call) =>
		keepFiles(call, await runTakeover(input, call, { do: 'pause', minutes: input.pauseMinutes })),
});

export const resumeBot = defineOperation({
	name: 'Resume Bot',
	value: 'resumeBot',
	action: 'Resume the bot in a WhatsApp chat',
	description: 'End the pause of a chat, whether a human or a workflow started it',
	request: listeners,
	fields: takeoverFields,
	input: takeoverShape,
	example: { chatSource: 'specific', recipient: '5511988887777' },
	preview: {
		...takenOverPreview,
		takenOver: false,
		by: null,
		device: null,
		since: null,
		until: null,
	},
	locate: locateChat,
	run: async (input, call) => keepFiles(call, await runTakeover(input, call, { do: 'resume' })),
});

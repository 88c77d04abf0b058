import { z } from 'zod';

import { InputProblem, reportProblem } from '../../core/input/inputProblem';
import type { Activity } from '../../server/adapter';
import { defineOperation, type Call, type Operation } from '../../table/operation';
import { comparable, makePersonId } from '../../core/values/addresses';
import type { Field } from '../../core/values/field';
import { bulkSending } from '../../fields/bulkSending';
import {
	collectionInput,
	optionsField,
	choiceField,
	fieldGroup,
	groupsField,
	numberField,
	toggle,
} from '../../fields/fieldKinds';
import { deliveryReceipt } from '../../fields/messageOptions';
import { choice, decimal, flag } from '../../core/input/checks';
import { instanceField } from '../../fields/instance';
import {
	chosenList,
	dataList,
	listData,
	listSource,
	listSourceInput,
	nameInData,
	shownIfDefined,
	type ListSource,
} from '../../fields/listData';
import {
	binaryPropertyName,
	mediaBase64,
	mediaSource,
	mediaUrl,
	mediaOptions,
} from '../../fields/media';
import { addresseeInput, recipient } from '../../fields/recipient';
import { messageText } from '../../fields/messageText';
import { simplifySentToPerson } from '../../server/ask/messages';
import { withNumber } from '../../server/ask/people';
import { sendInOrder } from '../../run/sendInOrder';
import {
	address,
	contactName,
	contactNumber,
	latitude,
	longitude,
	placeName,
	sendContact,
	sendLocation,
} from './cards';
import { pollOptions, question, selectableCount, sendPoll } from './poll';
import { sendMedia, sendSticker, sendVideoNote, sendVoiceNote } from './media';
import { sendText } from './text';
import { describePart, preparePart, type Part } from './part';
import { findTriggerMessages } from '../conversation/triggerMessage';

// The fields of a message in a sequence, sorted by label, as n8n requires.

const FILES = ['audio', 'document', 'image', 'sticker', 'video', 'videoNote', 'voiceNote'] as const;

const shownFor = <const Actions extends readonly string[]>(...action: Actions) =>
	({ show: { action } }) as const;

const shownForFile = <const Source extends string>(source: Source) =>
	({ show: { action: FILES, mediaSource: [source] } }) as const;

const stepValues = [
	choiceField('Action', 'action', {
		noDataExpression: true,
		options: [
			{ name: 'Send Audio File', value: 'audio' },
			{ name: 'Send Contact', value: 'contact' },
			{ name: 'Send Document', value: 'document' },
			{ name: 'Send Image', value: 'image' },
			{ name: 'Send Location', value: 'location' },
			{ name: 'Send Poll', value: 'poll' },
			{ name: 'Send Sticker', value: 'sticker' },
			{ name: 'Send Text', value: 'text' },
			{ name: 'Send Video', value: 'video' },
			{ name: 'Send Video Note', value: 'videoNote' },
			{ name: 'Send Voice Note', value: 'voiceNote' },
		],
		default: 'text',
	}),
	{ ...address, displayOptions: shownFor('location') },
	{ ...mediaBase64, displayOptions: shownForFile('base64') },
	{ ...mediaOptions.caption, displayOptions: shownFor('document', 'image', 'video') },
	{ ...selectableCount, displayOptions: shownFor('poll') },
	{ ...contactName, displayOptions: shownFor('contact') },
	{ ...contactNumber, displayOptions: shownFor('contact') },
	{ ...mediaOptions.fileName, displayOptions: shownFor('audio', 'document', 'image', 'video') },
	{ ...binaryPropertyName, displayOptions: shownForFile('binary') },
	{ ...latitude, displayOptions: shownFor('location') },
	{ ...longitude, displayOptions: shownFor('location') },
	{ ...mediaSource, displayOptions: shownFor(...FILES) },
	numberField('Pause Before (Seconds)', 'pauseSeconds', {
		typeOptions: { minValue: 0, maxValue: 120 },
		description: 'How long to wait before this message is sent',
	}),
	{ ...placeName, displayOptions: shownFor('location') },
	{ ...pollOptions, displayOptions: shownFor('poll') },
	{ ...question, displayOptions: shownFor('poll') },
	toggle(
		'Show Typing',
		'showTyping',
		'Whether the recipient sees "typing…" or "recording…" during the pause',
		true,
	),
	{ ...messageText, displayOptions: shownFor('text') },
	{ ...mediaUrl, displayOptions: shownForFile('url') },
] as const satisfies readonly Field[];

const ACTIONS = [
	'audio',
	'contact',
	'document',
	'image',
	'location',
	'poll',
	'sticker',
	'text',
	'video',
	'videoNote',
	'voiceNote',
] as const;

type Action = (typeof ACTIONS)[number];

const OPERATIONS: Record<Action, Operation> = {
	audio: sendMedia,
	contact: sendContact,
	document: sendMedia,
	image: sendMedia,
	location: sendLocation,
	poll: sendPoll,
	sticker: sendSticker,
	text: sendText,
	video: sendMedia,
	videoNote: sendVideoNote,
	voiceNote: sendVoiceNote,
};

const stepSource = {
	...listSource,
	displayName: 'Message Source',
} as const satisfies Field;

const stepsField = groupsField('Messages', 'steps', {
	displayOptions: shownIfDefined,
	typeOptions: { multipleValues: true, sortable: true },
	default: { step: [{}] },
	required: true,
	placeholder: 'Add Message',
	description: 'The messages, in the order in which they are sent',
	options: [fieldGroup('Message', 'step', stepValues)],
});

const stepData = {
	...listData,
	displayName: 'Messages',
	description:
		'An array of messages, e.g. ["Hello", {"action": "image", "URL": "https://example.com/hat.jpg", "caption": "New"}]. The actions are audio, contact, document, image, location, poll, sticker, text, video, videoNote and voiceNote.',
} as const satisfies Field;

const MOST_STEPS = 30;

const stepInput = z
	.object({
		action: choice(...ACTIONS),
		pauseSeconds: decimal(0, 120).default(0),
		showTyping: flag.default(true),
	})
	// The action's operation, such as *Send Text*, checks all fields that aren't listed here.
	.passthrough();

type Step = z.output<typeof stepInput>;

function checkSteps(steps: readonly Step[], context: z.RefinementCtx): void {
	if (steps.length === 0) reportProblem(context, 'is empty', 'Add at least one.');
	if (steps.length > MOST_STEPS) {
		const problem = `has ${steps.length} messages, which are too many`;
		reportProblem(context, problem, `Send at most ${MOST_STEPS} in one sequence.`);
	}
}

const stepsInput = z
	.object({ step: z.array(stepInput).default([]) })
	.transform((input) => input.step)
	.superRefine(checkSteps);

const DEFAULTS = Object.fromEntries(stepValues.map(({ name, default: value }) => [name, value]));

const STEP_NAMES = {
	url: 'mediaUrl',
	base64: 'mediaBase64',
	name: 'fullName',
	number: 'phoneNumber',
};

function completeStep(values: Record<string, unknown>): Record<string, unknown> {
	const has = (name: string) => (values[name] ?? '') !== '';
	const other = has('mediaBase64') ? 'base64' : 'binary';
	const isOther = !has('mediaUrl') && (has('mediaBase64') || has('binaryPropertyName'));
	return { ...DEFAULTS, ...(isOther ? { mediaSource: other } : undefined), ...values };
}

const STEP_FORM = {
	text: 'text',
	properties: stepValues.map(({ name }) => name),
	names: STEP_NAMES,
	complete: completeStep,
};

const stepDataInput = dataList(stepInput, STEP_FORM).superRefine(checkSteps);

function makePart(step: Step, recipient: string): Part {
	const { action, caption, fileName, fullName, phoneNumber } = step;
	const operation = OPERATIONS[action];
	if (operation === sendContact) {
		return [operation, { recipient, contacts: { contact: [{ fullName, phoneNumber }] } }];
	}
	const options = operation === sendMedia ? { caption, fileName } : {};
	return [operation, { ...step, recipient, mediaType: action, options }];
}

function chooseActivity({ action, showTyping }: Step): Activity | undefined {
	if (!showTyping) return undefined;
	return action === 'voiceNote' ? 'recording' : 'composing';
}

/** Never used, since an empty sequence is refused. TypeScript requires a default for the first step. */
const NO_CONTENT = { kind: 'text', typedText: '' } as const;

export const sendSequence = defineOperation({
	name: 'Send Sequence',
	value: 'sendSequence',
	action: 'Send several WhatsApp messages in order',
	description:
		'Send several messages of any kind to a person or a group, in order. The first failure ends the sequence.',
	request: { method: 'POST', path: '/message/sendText/{instance}', idempotent: false },
	fields: [
		instanceField,
		recipient,
		stepSource,
		stepsField,
		stepData,
		optionsField(deliveryReceipt),
		bulkSending,
	],
	input: z
		.object({
			recipient: addresseeInput,
			listSource: listSourceInput,
			steps: stepsInput.optional(),
			listData: stepDataInput.optional(),
			options: collectionInput({}),
		})
		.transform(({ recipient: number, listSource: source, listData: data, steps }, context) => ({
			recipient: number,
			source,
			steps: chosenList({ source, fields: steps, data, name: 'steps' }, context),
		})),
	example: {
		recipient: '5511988887777',
		steps: {
			step: [
				{ action: 'text', text: 'Here is how you find us:' },
				{
					action: 'location',
					latitude: -23.5614,
					longitude: -46.6559,
					placeName: 'Our shop',
					address: 'Av. Paulista 1000, São Paulo',
				},
			],
		},
	},
	async run({ recipient: number, source, steps }, call) {
		const messages = await Promise.all(
			steps.map(async (step, index) => ({
				mark: ['sendSequence', step],
				pause: Math.round(step.pauseSeconds * 1000),
				activity: chooseActivity(step),
				send: await atStep(source, index, preparePart(call, makePart(step, number))),
			})),
		);
		const answers = await sendInOrder(call, number, messages);
		return { messages: answers, personId: await findPersonId(call, number) };
	},
	async content({ recipient: number, source, steps }, item, place) {
		const [first = NO_CONTENT, ...rest] = await Promise.all(
			steps.map(
				async (step, index) =>
					await atStep(source, index, describePart(makePart(step, number), item, place)),
			),
		);
		return { ...first, rest };
	},
	output: simplifySentToPerson,
});

async function findPersonId(call: Call, recipient: string): Promise<string | null> {
	const chat = comparable(recipient);
	const messages = findTriggerMessages(call.context, call.index);
	const message = messages.find(
		({ chat: jid, address: other }) => comparable(jid) === chat || comparable(other) === chat,
	);
	if (message !== undefined && !message.isGroup) return message.personId;
	return makePersonId(...(await withNumber(call, [recipient])));
}

/** Adds the index of the step to the path of any {@link InputProblem} that `work` throws. */
async function atStep<Result>(
	source: ListSource,
	index: number,
	work: Promise<Result>,
): Promise<Result> {
	return await work.then(
		(result) => result,
		(error: unknown) => {
			if (!(error instanceof InputProblem)) throw error;
			const path = pathInStep(error.path);
			const wholePath =
				source === 'json'
					? [listData.name, index, ...path.map((name) => nameInData(name, STEP_FORM))]
					: ['steps', 'step', index, ...path];
			throw new InputProblem(wholePath, error.problem, error.hint);
		},
	);
}

/** Shortens an error's path to start at a field of a step, such as `mediaUrl`. A path without a field becomes `action`. */
function pathInStep(path: InputProblem['path']): InputProblem['path'] {
	const first = path.findIndex((name) => stepValues.some((field) => field.name === name));
	return first < 0 ? ['action'] : path.slice(first);
}

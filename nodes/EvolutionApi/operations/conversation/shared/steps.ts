import { z } from 'zod';

import { reportProblem } from '../../../core/input/inputProblem';
import type { Activity } from '../../../core/server/adapter';
import type { Operation } from '../../../core/table/operation';
import type { Field } from '../../../core/values/field';
import { fieldGroup, groupsField } from '../../../fields/fieldKinds';
import { choice, decimal, flag } from '../../../fields/inputs';
import { listData, dataList, listSource, shownIfDefined } from '../../../fields/listData';
import { sendContact } from '../../message/sendContact';
import { sendLocation } from '../../message/sendLocation';
import { sendMedia } from '../../message/sendMedia';
import { sendPoll } from '../../message/sendPoll';
import { sendSticker } from '../../message/sendSticker';
import { sendText } from '../../message/sendText';
import { sendVideoNote } from '../../message/sendVideoNote';
import { sendVoiceNote } from '../../message/sendVoiceNote';
import type { Part } from './part';
import { stepValues } from './stepFields';

// The messages of a sequence. Each is sent by an operation of the resource Message.

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

export const stepSource = {
	...listSource,
	displayName: 'Message Source',
} as const satisfies Field;

export const stepsField = groupsField('Messages', 'steps', {
	displayOptions: shownIfDefined,
	typeOptions: { multipleValues: true, sortable: true },
	default: { step: [{}] },
	required: true,
	placeholder: 'Add Message',
	description: 'The messages, in the order in which they are sent',
	options: [fieldGroup('Message', 'step', stepValues)],
});

export const stepData = {
	...listData,
	displayName: 'Messages',
	description:
		'An array of messages, e.g. ["Hello", {"action": "image", "URL": "https://example.com/hat.jpg", "caption": "New"}]. The actions are audio, contact, document, image, location, poll, sticker, text, video, videoNote and voiceNote.',
} as const satisfies Field;

/** Every item has to go through all of them. */
const MOST_STEPS = 30;

const step = z
	.object({
		action: choice(...ACTIONS),
		pauseSeconds: decimal(0, 120).default(0),
		showTyping: flag.default(true),
	})
	// The rest is checked by the operation that sends it.
	.passthrough();

export type Step = z.output<typeof step>;

function checkSteps(steps: readonly Step[], context: z.RefinementCtx): void {
	if (steps.length === 0) reportProblem(context, 'is empty', 'Add at least one.');
	if (steps.length > MOST_STEPS) {
		const problem = `has ${steps.length} messages, which are too many`;
		reportProblem(context, problem, `Send at most ${MOST_STEPS} in one sequence.`);
	}
}

export const stepsInput = z
	.object({ step: z.array(step).default([]) })
	.transform((given) => given.step)
	.superRefine(checkSteps);

/** What the fields have from the start. */
const DEFAULTS = Object.fromEntries(stepValues.map(({ name, default: value }) => [name, value]));

/** What data calls otherwise than the fields. */
const STEP_NAMES = {
	url: 'mediaUrl',
	base64: 'mediaBase64',
	name: 'fullName',
	number: 'phoneNumber',
};

/** Where the file of a message from data comes from follows from what the message has. */
function complete(given: Record<string, unknown>): Record<string, unknown> {
	const has = (name: string) => (given[name] ?? '') !== '';
	const other = has('mediaBase64') ? 'base64' : 'binary';
	const isOther = !has('mediaUrl') && (has('mediaBase64') || has('binaryPropertyName'));
	return { ...DEFAULTS, ...(isOther ? { mediaSource: other } : undefined), ...given };
}

export const STEP_FORM = {
	text: 'text',
	properties: stepValues.map(({ name }) => name),
	names: STEP_NAMES,
	complete,
};

export const stepDataInput = dataList(step, STEP_FORM).superRefine(checkSteps);

/** The operation that sends the step, and its parameters. */
export function partOf(given: Step, recipient: string): Part {
	const { action, caption, fileName, fullName, phoneNumber } = given;
	const operation = OPERATIONS[action];
	if (operation === sendContact) {
		return [operation, { recipient, contacts: { contact: [{ fullName, phoneNumber }] } }];
	}
	const options = operation === sendMedia ? { caption, fileName } : {};
	return [operation, { ...given, recipient, mediaType: action, options }];
}

/** What the recipient sees during the pause before it; undefined for nothing. */
export function activityOf({ action, showTyping }: Step): Activity | undefined {
	return showTyping ? (OPERATIONS[action].activity ?? 'composing') : undefined;
}

import type { IDataObject } from 'n8n-workflow';

import { fetchLabels } from '../server/ask/lists';
import { onceInRun } from '../server/account';
import { undefinedIfRefused } from '../errors/failure';
import { InputProblem } from '../core/input/inputProblem';
import { defineOperation, type Call, type Resource } from '../table/operation';
import { asRecord } from '../core/values/answer';
import { foldText } from '../core/values/text';
import { locatorField, byHand, fromList } from '../fields/fieldKinds';
import { trimmedText } from '../fields/inputs';
import { instanceField } from '../fields/instance';
import { listFields } from '../fields/reads';
import { chatField, recipientInput } from '../fields/recipient';

const labelField = locatorField('Label', 'label', {
	required: true,
	description: 'Label of the WhatsApp Business app',
	modes: [fromList('searchLabels', 'Select a label…'), byHand('By ID', 'id', 'e.g. 7')],
});

const MOST_NAMED = 10;

/**
 * The node checks the label, because WhatsApp accepts an unknown ID but then shows nothing.
 * @returns the label's ID; the entered text if the server lists no labels, because some servers don't store them
 * @throws {InputProblem} if the account has labels, but not this one
 */
async function findLabelId(call: Call, entry: string): Promise<string> {
	const labels = await onceInRun(call, 'labels', async () => await fetchLabels(call)).catch(
		undefinedIfRefused,
	);
	if (labels === undefined || labels.length === 0) return entry;
	if (labels.some(({ id }) => id === entry)) return entry;
	const [match, ...others] = labels.filter(({ name = '' }) => foldText(name) === foldText(entry));
	if (match !== undefined && others.length === 0) return match.id;
	const list = labels.slice(0, MOST_NAMED).map(({ id, name }) => `${id} (${name ?? 'no name'})`);
	const more = labels.length > MOST_NAMED ? ' …' : '';
	throw new InputProblem(
		['label'],
		`is "${entry}", which is not a label of this account`,
		`Choose one of its labels: ${list.join(', ')}${more}.`,
	);
}

async function changeLabel(input: { readonly label: string }, call: Call): Promise<IDataObject> {
	const labelId = await findLabelId(call, input.label);
	return { ...asRecord(await call.ask({ input: { ...input, label: labelId } })), labelId };
}

const add = defineOperation({
	name: 'Add to Chat',
	value: 'add',
	action: 'Add a label to a WhatsApp chat',
	description: 'Add a label of the WhatsApp Business app to a chat',
	request: { method: 'POST', path: '/label/handleLabel/{instance}', idempotent: true },
	fields: [instanceField, chatField, labelField],
	input: { recipient: recipientInput, label: trimmedText },
	example: { recipient: '5511988887777', label: '7' },
	body: ({ recipient: number, label: labelId }) => ({ number, labelId, action: 'add' }),
	run: changeLabel,
	output: ({ numberJid, labelId }) => ({ added: true, chat: numberJid, labelId }),
});

const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp labels',
	description:
		'Get the labels of the WhatsApp Business app. Evolution API knows none unless it was started with DATABASE_SAVE_DATA_LABELS=true.',
	request: { method: 'GET', path: '/label/findLabels/{instance}', reads: true },
	fields: [instanceField, ...listFields],
});

const remove = defineOperation({
	name: 'Remove From Chat',
	value: 'remove',
	action: 'Remove a label from a WhatsApp chat',
	description: 'Remove a label of the WhatsApp Business app from a chat',
	request: { method: 'POST', path: '/label/handleLabel/{instance}', idempotent: true },
	fields: [instanceField, chatField, labelField],
	input: { recipient: recipientInput, label: trimmedText },
	example: { recipient: '5511988887777', label: '7' },
	body: ({ recipient: number, label: labelId }) => ({ number, labelId, action: 'remove' }),
	run: changeLabel,
	output: ({ numberJid, labelId }) => ({ removed: true, chat: numberJid, labelId }),
});

export const label: Resource = {
	name: 'Label',
	value: 'label',
	description: 'Add labels of the WhatsApp Business app to chats',
	operations: [add, getMany, remove],
};

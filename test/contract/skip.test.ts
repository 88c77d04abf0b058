import type { IDataObject } from 'n8n-workflow';

import { saysTheSame, type MessageContent } from '../../nodes/EvolutionApi/server/messageContent';
import type { ItemOfRun } from '../../nodes/EvolutionApi/table/operation';
import { knownRoutes } from '../support/facts';
import { findOperation } from '../support/run';

// Tests *Skip Duplicates*: whether the node recognizes a message that the server has stored after the node sent it.

const pages = [
	{ type: 'url', displayText: 'Go', url: 'https://x.test' },
	{ type: 'copy', displayText: 'Copy', copyCode: 'ABC' },
	{ type: 'call', displayText: 'Call', phoneNumber: '5511999990001' },
];
const opening = (from: number, to: number) => ({ buttons: { button: pages.slice(from, to) } });
const reply = (...ids: string[]) => ({
	buttons: { button: ids.map((id) => ({ type: 'reply', displayText: id, id: id.toLowerCase() })) },
});
const texts = { title: 'T', description: 'D' };
const footer = { options: { footer: 'F' } };
const list = (...row: IDataObject[]) => ({
	...texts,
	footer: 'F',
	buttonText: 'Open',
	sections: { section: [{ title: 'S1', rows: { row } }] },
});
const first = { title: 'R1', description: 'd', rowId: 'r1' };
const ann = { fullName: 'Ann', phoneNumber: '+55 11 99999-0001', organization: 'Org' };
const poll = { question: 'Q?', selectableCount: 1 };
const place = { latitude: -23.5, longitude: -46.6, placeName: 'SP', address: 'Av 1' };

const CASES: Array<
	[operation: string, difference: string, label: string, IDataObject, IDataObject]
> = [
	...(
		[
			['another title', { title: 'T2' }],
			['another description', { description: 'D2' }],
			['one button fewer', reply('Yes')],
			['another label on a button', reply('Yes', 'None')],
		] as const
	).map(([difference, other]): (typeof CASES)[number] => [
		'sendButtons',
		difference,
		'example',
		{ ...texts, ...footer, ...reply('Yes', 'No') },
		{ ...texts, ...footer, ...reply('Yes', 'No'), ...other },
	]),
	[
		'sendButtons',
		'another label on the only button',
		'success (WHATSAPP-BUSINESS)',
		{ ...texts, ...footer, ...reply('Yes') },
		{ ...texts, ...footer, ...reply('Ye') },
	],
	['sendList', 'one row fewer', 'example', list(first, { title: 'R2', rowId: 'r2' }), list(first)],
	['sendList', 'another row', 'success (WHATSAPP-BUSINESS)', list(first), list({ title: 'R' })],
	[
		'sendPoll',
		'one option fewer',
		'example',
		{ ...poll, pollOptions: 'A\nB\nC' },
		{ ...poll, pollOptions: 'A\nB' },
	],
	[
		'sendContact',
		'a contact that has no email and no URL',
		'example',
		{ contacts: { contact: [{ ...ann, email: 'a@b.test', url: 'https://b.test' }] } },
		{ contacts: { contact: [ann] } },
	],
	['sendLocation', 'another address', 'example', place, { ...place, address: 'Av' }],
	[
		'sendTemplate',
		'another template name',
		'example',
		{ templateName: 'hello_world', language: 'en_US', components: '[]' },
		{ templateName: 'hello', language: 'en_US', components: '[]' },
	],
];

describe('contract: Deduplication recognizes a message that the server stored, and not a slightly different one', () => {
	it.each(CASES)(
		'%s, but not one with %s (recorded answer "%s")',
		async (name, _difference, label, values, others) => {
			const answer = answerTo(name, label);
			const isKnown = async (given: IDataObject) => {
				const said = await contentOf(name, given);
				return said !== undefined && (await saysTheSame(said, answer.message));
			};
			expect(await isKnown(values)).toBe(true);
			expect(await isKnown(others)).toBe(false);
		},
	);
});

describe('contract: Deduplication recognizes a stored message with URL, copy and call buttons', () => {
	it.each([
		[0, 2],
		[2, 3],
	])('with the buttons from index %d up to (not including) %d', async (from, to) => {
		const answer = structuredClone(answerTo('sendButtons', 'success (url/copy/call)'));
		const flow =
			Object(answer).message.viewOnceMessage.message.interactiveMessage.nativeFlowMessage;
		flow.buttons = flow.buttons.slice(from, to).map((button: { buttonParamsJson: string }) => ({
			...button,
			// This request was recorded with a number without "+", which the node adds.
			buttonParamsJson: button.buttonParamsJson.replace('"phone_number":"', '"phone_number":"+'),
		}));
		const said = await contentOf('sendButtons', { ...texts, ...footer, ...opening(from, to) });
		expect(said !== undefined && (await saysTheSame(said, answer.message))).toBe(true);
	});
});

function answerTo(name: string, label: string): IDataObject {
	const route = knownRoutes.find(
		({ group, operation }) => group === 'message' && operation === name,
	);
	return route?.exchanges.find((one) => one.label === label)?.response as IDataObject;
}

async function contentOf(name: string, values: IDataObject): Promise<MessageContent | undefined> {
	const { content, input } = findOperation('message', name);
	const parsed: unknown = input.parse({ recipient: '5511988887777', ...values });
	return await content?.(parsed as never, { openFile: noFile, fetchFile: noFile }, {} as ItemOfRun);
}

async function noFile(): Promise<never> {
	throw new Error('No file goes with it');
}

import type { IDataObject } from 'n8n-workflow';

import type { Place } from '../../nodes/EvolutionApi/core/operation';
import { isSame } from '../../nodes/EvolutionApi/core/pace/content';
import { capturedRoutes, describeCaptured } from '../support/contract';
import { findOperation } from '../support/run';

// *Skip if Sent Since* on the messages that a real server made of what the node sends.

const pages = {
	buttons: {
		button: [
			{ type: 'url', displayText: 'Go', url: 'https://x.test' },
			{ type: 'copy', displayText: 'Copy', copyCode: 'ABC' },
			{ type: 'call', displayText: 'Call', phoneNumber: '5511999990001' },
		],
	},
};
const reply = (...ids: string[]) => ({
	buttons: { button: ids.map((id) => ({ type: 'reply', displayText: id, id: id.toLowerCase() })) },
});
const texts = { title: 'T', description: 'D' };
const footer = { options: { footer: 'F' } };
const list = (...row: IDataObject[]) => ({
	...{ ...texts, footer: 'F', buttonText: 'Open' },
	sections: { section: [{ title: 'S1', rows: { row } }] },
});
const first = { title: 'R1', description: 'd', rowId: 'r1' };
const ann = { fullName: 'Ann', phoneNumber: '+55 11 99999-0001', organization: 'Org' };
const poll = { question: 'Q?', selectableCount: 1 };
const place = { latitude: -23.5, longitude: -46.6, placeName: 'SP', address: 'Av 1' };

/** The same values as in the captured request, and others that are nearly the same. */
const CASES: Array<[operation: string, label: string, IDataObject, IDataObject]> = [
	...[{ title: 'T2' }, { description: 'D2' }, reply('Yes'), reply('Yes', 'None')].map(
		(other): [string, string, IDataObject, IDataObject] => [
			'sendButtons',
			'example',
			{ ...texts, ...footer, ...reply('Yes', 'No') },
			{ ...texts, ...footer, ...reply('Yes', 'No'), ...other },
		],
	),
	[
		'sendButtons',
		'success (url/copy/call)',
		{ ...texts, ...footer, ...pages },
		{ ...texts, ...footer, ...reply('Go') },
	],
	[
		'sendButtons',
		'success (WHATSAPP-BUSINESS)',
		{ ...texts, ...footer, ...reply('Yes') },
		{ ...texts, ...footer, ...reply('Ye') },
	],
	['sendList', 'example', list(first, { title: 'R2', rowId: 'r2' }), list(first)],
	['sendList', 'success (WHATSAPP-BUSINESS)', list(first), list({ title: 'R' })],
	['sendPoll', 'example', { ...poll, pollOptions: 'A\nB\nC' }, { ...poll, pollOptions: 'A\nB' }],
	[
		'sendContact',
		'example',
		{ contacts: { contact: [{ ...ann, email: 'a@b.test', url: 'https://b.test' }] } },
		{ contacts: { contact: [ann] } },
	],
	['sendLocation', 'example', place, { ...place, address: 'Av' }],
	[
		'sendTemplate',
		'example',
		{ templateName: 'hello_world', language: 'en_US', components: '[]' },
		{ templateName: 'hello', language: 'en_US', components: '[]' },
	],
];

describeCaptured('what a real server stored is known again, and nothing else', () => {
	it.each(CASES)('%s: %s', async (name, label, values, others) => {
		const route = capturedRoutes().find(
			({ group, operation }) => group === 'message' && operation === name,
		);
		const more = route?.moreExamples.find((example) => example.label === label);
		const answer = (label === 'example' ? route?.exampleResponse : more?.response) as IDataObject;
		const { content, input } = findOperation('message', name);
		const isKnown = async (given: IDataObject) => {
			const parsed: unknown = input.parse({ recipient: '5511988887777', ...given });
			const said = await content?.(parsed as never, { openFile: noFile }, {} as Place);
			return said !== undefined && (await isSame(said, answer.message));
		};
		expect(await isKnown(values)).toBe(true);
		expect(await isKnown(others)).toBe(false);
	});
});

async function noFile(): Promise<never> {
	throw new Error('No file goes with it');
}

import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const message = async (operation: string, values: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation,
		values: { recipient: '5511988887777', ...values },
	});

const card = async (more: IDataObject) =>
	await message('sendContact', {
		contacts: {
			contact: [{ fullName: 'Ana Souza', phoneNumber: '+55 11 98888-7777', ...more }],
		},
	});

/** Leaves out GET requests, with which the node reads the account's own number. */
const messages = () => arrived(simulator.current).filter(({ method }) => method === 'POST');

const sentCard = () => (bodies(simulator.current)[0].contact as IDataObject[])[0];

describe('Send Contact: a card shows "Message" and not "Invite to WhatsApp"', () => {
	it.each([
		['from area code 31 on in Brazil', '+55 41 98888-7777', '554188887777'],
		['in São Paulo', '+55 11 98888-7777', '5511988887777'],
		['in Mexico', '+52 1 55 1234 5678', '525512345678'],
		['in Argentina', '+54 9 11 1234-5678', '541112345678'],
	])(
		'%s, since it has the number as the server spells it for WhatsApp',
		async (_where, phoneNumber, wuid) => {
			expect((await card({ phoneNumber })).error).toBeUndefined();
			expect(sentCard()).toMatchObject({ wuid });
		},
	);
});

describe('a number that leads nowhere is refused, and nothing is sent', () => {
	const WRONG: ReadonlyArray<readonly [phoneNumber: string, reason: string]> = [
		['011 98888-7777', 'starts with 0 where the country code should be'],
		['(11) 98888-7777', 'has no valid country code'],
		['5511988887777 5511977776666', 'is more than one number'],
	];

	it.each(WRONG)('on a card: %s', async (phoneNumber, reason) => {
		const { error } = await card({ phoneNumber });
		expect(error?.message).toContain('"Contacts → 1 → Contact Number"');
		expect(error?.message).toContain(reason);
		expect(messages()).toEqual([]);
	});

	it.each(WRONG)('on a button that calls: %s', async (phoneNumber, reason) => {
		const button = [{ type: 'call', displayText: 'Call us', phoneNumber }];
		const { error } = await message('sendButtons', { title: 'Open now', buttons: { button } });
		expect(error?.message).toContain('"Buttons → 1 →');
		expect(error?.message).toContain(reason);
		expect(messages()).toEqual([]);
	});

	it.each(WRONG)('as a mention: %s', async (members, reason) => {
		const options = { mentions: { values: { members } } };
		const { error } = await message('sendText', { text: 'Hi', options });
		expect(error?.message).toContain('"Options → Mentions → Members"');
		expect(error?.message).toContain(reason);
		expect(messages()).toEqual([]);
	});
});

it.each([
	['with 00', '0055 11 98888-7777', '+5511988887777'],
	['with blanks around it', ' +55 11 98888-7777 ', '+55 11 98888-7777'],
	['with a mark that nobody sees', '\u200e+55 11 98888-7777', '+5511988887777'],
])('Send Contact: a number %s is on the card', async (_how, phoneNumber, shown) => {
	expect((await card({ phoneNumber })).error).toBeUndefined();
	expect(sentCard()).toMatchObject({ phoneNumber: shown, wuid: '5511988887777' });
});

describe('Send Contact: the name of a stranger adds nothing to the card', () => {
	it.each([
		['a second number in the name', { fullName: 'Ana\nTEL:+15550100' }],
		['a line break of Windows', { fullName: 'Ana\r\nTEL:+15550100' }],
		['an address behind the company', { organization: 'ACME\nURL:https://evil.example' }],
		['a line in the email address', { email: 'ana@example.com\nTEL:+15550100' }],
		['a line in the web address', { url: 'https://example.com\nTEL:+15550100' }],
		['a semicolon, which splits the name', { fullName: 'Souza, Ana; Dra.' }],
	])('%s', async (_what, more) => {
		expect((await card(more)).error).toBeUndefined();
		for (const part of Object.values(sentCard())) expect(part).not.toMatch(/[\r\n;]/);
	});
});

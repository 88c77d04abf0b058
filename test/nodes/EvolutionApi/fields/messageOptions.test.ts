import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import {
	messageOptionsBody,
	optionShapes,
} from '../../../../nodes/EvolutionApi/fields/messageOptions';
import { findOperation, runOperation } from '../../../support/run';
import { arrived, bodies, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

const TEAM = '120363020202020202@g.us';

const send = async (options: IDataObject, json: IDataObject = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: TEAM, text: 'Hello', options },
		items: [{ json }],
	});

/** Without the question whose message is quoted. */
const sent = () => bodies(simulator.current).filter(({ number }) => number !== undefined);

describe('an option that cannot be sent', () => {
	it.each([
		['delaySeconds', -1, 'Options → Delay (Seconds): -1 is out of range'],
		['delaySeconds', 120.1, 'Options → Delay (Seconds): 120.1 is out of range'],
		[
			'delaySeconds',
			'soon',
			'Options → Delay (Seconds): "soon" cannot be used: it is not a number',
		],
		['mentions', '5511977776666, abc', 'Options → Mentions: "abc" is not a valid phone number'],
		['mentions', '011977776666', 'Options → Mentions: "011977776666" starts with 0'],
		['mentionEveryone', 'perhaps', 'Options → Mention Everyone: "perhaps" cannot be used'],
	])('%s %s is refused before any request', async (name, value, message) => {
		const { error } = await send({ [name]: '={{ $json.value }}' }, { value });
		expect(error?.message).toContain(message);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

describe('options', () => {
	it('all of them, as the server has them', async () => {
		const { error } = await send({
			customMessageId: '3EB0CUSTOM',
			delaySeconds: 0.0014,
			linkPreview: false,
			mentionEveryone: true,
			mentions: '+55 11 97777-6666, 34612345678@s.whatsapp.net',
			quotedMessageId: '3EB0QUOTED',
		});
		expect(error).toBeUndefined();
		expect(sent()).toEqual([
			{
				number: TEAM,
				text: 'Hello',
				delay: 1,
				linkPreview: false,
				mentionsEveryOne: true,
				mentioned: ['5511977776666', '34612345678'],
				messageId: '3EB0CUSTOM',
				quoted: { key: { id: '3EB0QUOTED' } },
			},
		]);
	});

	it('left out or empty are not sent', async () => {
		await send({});
		await send({
			customMessageId: '',
			delaySeconds: 0,
			mentionEveryone: false,
			mentions: '',
			quotedMessageId: ' ',
		});
		expect(bodies(simulator.current)).toEqual([
			{ number: TEAM, text: 'Hello' },
			{ number: TEAM, text: 'Hello' },
		]);
	});

	it('may come from expressions as texts, numbers and lists', async () => {
		const { error } = await send(
			{
				delaySeconds: '={{ $json.delay }}',
				mentionEveryone: '={{ $json.all }}',
				mentions: '={{ $json.list }}',
				quotedMessageId: '={{ $json.id }}',
			},
			{ delay: '0.001', all: 'false', list: [5511977776666, '34612345678'], id: 7 },
		);
		expect(error).toBeUndefined();
		expect(sent()[0]).toEqual({
			number: TEAM,
			text: 'Hello',
			delay: 1,
			mentioned: ['5511977776666', '34612345678'],
			quoted: { key: { id: '7' } },
		});
	});

	it('mention nobody twice', () => {
		const options = z
			.object(optionShapes.all)
			.parse({ mentions: '5511977776666, 55 11 97777-6666' });
		expect(messageOptionsBody(options).mentioned).toEqual(['5511977776666']);
	});
});

describe('an operation offers only what the server reads for its message', () => {
	const shared = [
		'customMessageId',
		'delaySeconds',
		'mentionEveryone',
		'mentions',
		'mimeType',
		'quotedMessageId',
	];
	it.each([
		[
			'sendText',
			['customMessageId', 'delaySeconds', 'mentionEveryone', 'mentions', 'quotedMessageId'],
		],
		['sendMedia', shared],
		[
			'sendVideoNote',
			['customMessageId', 'delaySeconds', 'mentionEveryone', 'mentions', 'quotedMessageId'],
		],
		['sendLocation', ['delaySeconds', 'mentionEveryone', 'mentions', 'quotedMessageId']],
		['sendPoll', ['customMessageId', 'delaySeconds', 'quotedMessageId']],
		['sendSticker', ['customMessageId', 'delaySeconds', 'quotedMessageId']],
		['sendVoiceNote', ['delaySeconds', 'quotedMessageId']],
		['sendCarousel', ['delaySeconds', 'quotedMessageId']],
	])('%s', (name, expected) => {
		const options = optionsOf(name).map((option) => option.name);
		expect(options.filter((option) => shared.includes(option))).toEqual(expected);
	});

	// As text or poll they are other messages.
	it.each([
		['sendButtons', 'interactive', ['delaySeconds', 'quotedMessageId']],
		['sendButtons', 'numbers', shared.filter((option) => option !== 'mimeType')],
		['sendButtons', 'poll', ['customMessageId', 'delaySeconds', 'quotedMessageId']],
		['sendList', 'interactive', ['delaySeconds', 'mentionEveryone', 'mentions', 'quotedMessageId']],
		['sendList', 'numbers', shared.filter((option) => option !== 'mimeType')],
		['sendList', 'poll', ['customMessageId', 'delaySeconds', 'quotedMessageId']],
	])('%s as %s', (name, form, expected) => {
		const shown = optionsOf(name).filter(({ displayOptions: { show, hide } = {} }) => {
			const [only, but] = [show?.['/sendAs'], hide?.['/sendAs']];
			return (only?.includes(form) ?? true) && but?.includes(form) !== true;
		});
		expect(shown.map((option) => option.name).filter((option) => shared.includes(option))).toEqual(
			expected,
		);
	});

	it.each([
		['interactive', { delay: 5 }],
		[
			'numbers',
			{ delay: 5, mentionsEveryOne: true, mentioned: ['5511977776666'], messageId: 'A1' },
		],
		['poll', { delay: 5, messageId: 'A1' }],
	])('and sends nothing else with buttons as %s, whatever is saved', async (sendAs, expected) => {
		await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendButtons',
			values: {
				recipient: TEAM,
				title: 'T',
				sendAs,
				buttons: { button: ['A', 'B'].map((displayText) => ({ type: 'reply', displayText })) },
				options: {
					delaySeconds: 0.005,
					mentionEveryone: true,
					mentions: '5511977776666',
					customMessageId: 'A1',
				},
			},
		});
		const { delay, mentionsEveryOne, mentioned, messageId } =
			bodies(simulator.current).at(-1) ?? {};
		expect({ delay, mentionsEveryOne, mentioned, messageId }).toEqual(expected);
	});
});

interface Option {
	readonly name: string;
	readonly displayOptions?: Partial<Record<'show' | 'hide', Record<string, readonly unknown[]>>>;
}

const optionsOf = (name: string) =>
	findOperation('message', name).fields.find((field) => field.name === 'options')
		?.options as readonly Option[];

import type { IDataObject } from 'n8n-workflow';

import {
	messageOptionsBody,
	messageOptionsInput,
} from '../../../../nodes/EvolutionApi/fields/messageOptions';
import { runOperation } from '../../../support/run';
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

describe('an option that cannot be sent', () => {
	it.each([
		['delay', -1, 'Options → Delay (Ms): -1 cannot be used'],
		['delay', 1.5, 'Options → Delay (Ms): 1.5 cannot be used'],
		['delay', 120_001, 'Options → Delay (Ms): 120001 cannot be used'],
		['delay', 'soon', 'Options → Delay (Ms): "soon" cannot be used: it is not a number'],
		['mentions', '5511977776666, abc', 'Options → Mentions: "abc" is no phone number'],
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
			delay: 1,
			linkPreview: false,
			mentionEveryone: true,
			mentions: '+55 11 97777-6666, 34612345678@s.whatsapp.net',
			quotedMessageId: '3EB0QUOTED',
		});
		expect(error).toBeUndefined();
		expect(bodies(simulator.current)).toEqual([
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
			delay: 0,
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
				delay: '={{ $json.delay }}',
				mentionEveryone: '={{ $json.all }}',
				mentions: '={{ $json.list }}',
				quotedMessageId: '={{ $json.id }}',
			},
			{ delay: '1', all: 'false', list: [5511977776666, '34612345678'], id: 7 },
		);
		expect(error).toBeUndefined();
		expect(bodies(simulator.current)[0]).toEqual({
			number: TEAM,
			text: 'Hello',
			delay: 1,
			mentioned: ['5511977776666', '34612345678'],
			quoted: { key: { id: '7' } },
		});
	});

	it('mention nobody twice', () => {
		const options = messageOptionsInput.parse({ mentions: '5511977776666, 55 11 97777-6666' });
		expect(messageOptionsBody(options).mentioned).toEqual(['5511977776666']);
	});
});

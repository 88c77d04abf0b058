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

/** Requests that only look up the quoted message have no number. */
const sent = () => bodies(simulator.current).filter(({ number }) => number !== undefined);

describe('an option that cannot be sent', () => {
	it.each([
		[
			'typingIndicator',
			'seconds',
			-1,
			'Typing Indicator → Seconds" must be a number from 0 to 120, not -1',
		],
		[
			'typingIndicator',
			'seconds',
			120.1,
			'Typing Indicator → Seconds" must be a number from 0 to 120, not 120.1',
		],
		[
			'typingIndicator',
			'seconds',
			'soon',
			'Typing Indicator → Seconds" must be a number from 0 to 120, not "soon"',
		],
		[
			'mentions',
			'members',
			'5511977776666, abc',
			'Mentions → Members" contains "abc", which is not a valid phone number',
		],
		[
			'mentions',
			'members',
			'011977776666',
			'Mentions → Members" contains "011977776666", which starts with 0',
		],
		[
			'mentions',
			'mention',
			'perhaps',
			'Mentions → Mention" must be everyone, members, or named, not "perhaps"',
		],
	])('%s %s %s is refused before any request', async (option, field, value, message) => {
		const options = { [option]: { values: { [field]: '={{ $json.value }}' } } };
		const { error } = await send(options, { value });
		expect(error?.message).toContain(`"Options → ${message}`);
		expect(arrived(simulator.current).filter(({ method }) => method === 'POST')).toEqual([]);
	});
});

describe('Options of a sending operation', () => {
	it('are all sent in the form that the server expects', async () => {
		const { error } = await send({
			messageId: '3EB0CUSTOM',
			typingIndicator: { values: { seconds: 0.0014 } },
			linkPreview: false,
			mentions: { values: { members: '+55 11 97777-6666, 34612345678@s.whatsapp.net' } },
			replyTo: { values: { messageId: '3EB0QUOTED' } },
		});
		expect(error).toBeUndefined();
		expect(sent()).toEqual([
			{
				number: TEAM,
				text: 'Hello',
				delay: 1,
				linkPreview: false,
				mentioned: ['5511977776666', '34612345678'],
				messageId: '3EB0CUSTOM',
				quoted: { key: { id: '3EB0QUOTED' } },
			},
		]);
	});

	it('mention everyone, and no single members, where both are chosen', async () => {
		const values = { mention: 'everyone', members: '5511977776666' };
		await send({ mentions: { values } });
		expect(sent()).toEqual([{ number: TEAM, text: 'Hello', mentionsEveryOne: true }]);
	});

	it('show "typing…" by text length as long as the text takes, 25 seconds at most', () => {
		const values = { duration: 'textLength', charactersPerSecond: 10 };
		const options = z.object(optionShapes.all).parse({ typingIndicator: { values } });
		expect(messageOptionsBody(options, 'Hello').delay).toBe(500);
		expect(messageOptionsBody(options, 'a'.repeat(1000)).delay).toBe(25_000);
		expect(messageOptionsBody(options).delay).toBeUndefined();
	});

	it('are not sent when they are empty or missing', async () => {
		await send({});
		await send({
			messageId: '',
			typingIndicator: { values: { seconds: 0 } },
			mentions: { values: { members: '' } },
			replyTo: { values: { messageId: ' ' } },
		});
		expect(bodies(simulator.current)).toEqual([
			{ number: TEAM, text: 'Hello' },
			{ number: TEAM, text: 'Hello' },
		]);
	});

	it('may come from expressions as texts, numbers and lists', async () => {
		const { error } = await send(
			{
				typingIndicator: { values: { seconds: '={{ $json.delay }}' } },
				mentions: { values: { members: '={{ $json.list }}' } },
				replyTo: { values: { messageId: '={{ $json.id }}' } },
			},
			{ delay: '0.001', list: [5511977776666, '34612345678'], id: 7 },
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
			.parse({ mentions: { values: { members: '5511977776666, 55 11 97777-6666' } } });
		expect(messageOptionsBody(options).mentioned).toEqual(['5511977776666']);
	});
});

describe('an operation offers only the options that the server reads for its message', () => {
	const shared = ['messageId', 'mentions', 'mimeType', 'replyTo', 'typingIndicator'];
	const all = shared.filter((option) => option !== 'mimeType');
	it.each([
		['sendText', all],
		['sendMedia', shared],
		['sendVideoNote', all],
		['sendLocation', ['mentions', 'replyTo', 'typingIndicator']],
		['sendPoll', ['messageId', 'replyTo', 'typingIndicator']],
		['sendSticker', ['messageId', 'replyTo', 'typingIndicator']],
		['sendVoiceNote', ['replyTo', 'typingIndicator']],
		['sendCarousel', ['replyTo', 'typingIndicator']],
	])('%s', (name, expected) => {
		const options = optionsOf(name).map((option) => option.name);
		expect(options.filter((option) => shared.includes(option))).toEqual(expected);
	});

	it.each([
		['sendButtons', 'interactive', ['replyTo', 'typingIndicator']],
		['sendButtons', 'numberedList', all],
		['sendButtons', 'poll', ['messageId', 'replyTo', 'typingIndicator']],
		['sendList', 'interactive', ['mentions', 'replyTo', 'typingIndicator']],
		['sendList', 'numberedList', all],
		['sendList', 'poll', ['messageId', 'replyTo', 'typingIndicator']],
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
		['numberedList', { delay: 5, mentioned: ['5511977776666'], messageId: 'A1' }],
		['poll', { delay: 5, messageId: 'A1' }],
	])('and ignores a saved option that buttons as %s do not have', async (sendAs, expected) => {
		await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendButtons',
			values: {
				recipient: TEAM,
				title: 'T',
				sendAs,
				buttons: { button: ['A', 'B'].map((displayText) => ({ type: 'reply', displayText })) },
				options: {
					typingIndicator: { values: { seconds: 0.005 } },
					mentions: { values: { members: '5511977776666' } },
					messageId: 'A1',
				},
			},
		});
		const { delay, mentioned, messageId } = bodies(simulator.current).at(-1) ?? {};
		expect({ delay, mentioned, messageId }).toEqual(expected);
	});
});

interface Option {
	readonly name: string;
	readonly displayOptions?: Partial<Record<'show' | 'hide', Record<string, readonly unknown[]>>>;
}

const optionsOf = (name: string) =>
	findOperation('message', name).fields.find((field) => field.name === 'options')
		?.options as readonly Option[];

import type { IDataObject } from 'n8n-workflow';

import { setWebhook } from '../../../../../simulator/routes/webhook/record';
import { runOperation } from '../../../../support/run';
import { arrived, fail, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();
const ANA = '5511988887777';

const ask = async (values: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		values: { recipient: ANA, message: 'Shall we?\nTomorrow?', ...values },
	});
const routes = () =>
	arrived(simulator.current).map(({ path }) => path.split('/').slice(1, 3).join('/'));
const question = () =>
	arrived(simulator.current).find(({ path }) => path.startsWith('/message/'))?.body as IDataObject;
const webhook = () => simulator.current.state.instances.get('demo')?.webhook;
const choice = (choices: unknown, showChoicesAs = 'numberedList') => ({
	responseType: 'choice',
	choices: choices as string,
	showChoicesAs,
});
const limit = (values: IDataObject) => ({ options: { limitWaitTime: { values } } });

describe('Send and Wait: bad input is refused, and nothing reaches the server', () => {
	it.each<[string, IDataObject, string]>([
		['an empty message', { message: ' ' }, '"Message" is empty'],
		[
			'a recipient that is no phone number',
			{ recipient: 'Ana' },
			'"Recipient" is "Ana", which is not a valid phone number',
		],
		['only one choice', choice('Yes'), '"Choices" has fewer than two choices'],
		[
			'choices that differ only in case, accents and punctuation',
			choice('Não\nNAO!'),
			'"Choices" has "Não" and "NAO!", which cannot be told apart in an answer',
		],
		[
			'a choice that is longer than WhatsApp takes in a poll',
			choice(`Yes\n${'N'.repeat(101)}`, 'poll'),
			`"Choices" has "${'N'.repeat(40)}…" of 101 characters, but an option of a poll has 100 at most`,
		],
		[
			'a message that is longer than the question of a poll',
			{ ...choice('Yes\nNo', 'poll'), message: 'a'.repeat(256) },
			'"Message" has 256 characters, but the question of a poll has 255 at most',
		],
		[
			'four buttons',
			choice('a\nb\nc\nd', 'buttons'),
			'"Ask With" can show 1 to 3 choices as buttons, not 4',
		],
		[
			'eleven options of a poll',
			choice([...'abcdefghijk'], 'poll'),
			'"Ask With" can show 2 to 10 choices as a poll, not 11',
		],
		['choices on a web page', choice('a\nb', 'page'), '"Ask With" shows a page only for approvals'],
		[
			'a poll with one option',
			{ showChoicesAs: 'poll', approvalOptions: { values: { approvalType: 'single' } } },
			'"Ask With" can show 2 to 10 choices as a poll, not 1',
		],
		[
			'the same label for yes and no',
			{ approvalOptions: { values: { approveLabel: 'no' } } },
			'"Approval Options" has "no" and "No", which cannot be told apart in an answer',
		],
		[
			'the same synonym in two choices',
			choice('Yes || ok\nFine || OK!'),
			'"Choices" has "Yes" and "OK!", which cannot be told apart in an answer',
		],
		[
			'a synonym that is the number of another choice',
			choice('Two || 2\nOne'),
			'"Choices" has "One" and "2", which cannot be told apart in an answer',
		],
		[
			'a choice that consists of synonyms only',
			choice('|| ok\nNo'),
			'"Choices" has a choice with nothing but synonyms',
		],
		[
			'an empty message for answers that are not understood',
			{ options: { invalidAnswer: { values: { message: ' ', maxAttempts: 2 } } } },
			'"Options → Invalid Answer → Message" is empty',
		],
		[
			'too many attempts for answers that are not understood',
			{ options: { invalidAnswer: { values: { message: '1 or 2?', maxAttempts: 21 } } } },
			'"Options → Invalid Answer → Max Attempts" must be a whole number from 0 to 20, not 21',
		],
		[
			'an unknown response type',
			{ responseType: 'form' },
			'"Response Type" must be approval, choice, customForm, or freeText, not "form"',
		],
		[
			'a wait until a time in the past',
			limit({ limitType: 'atSpecifiedTime', maxDateAndTime: '2020-01-01T00:00:00Z' }),
			'"Options → Limit Wait Time → Max Date and Time" must be a time in the future, not "2020-01-01T00:00:00.000Z"',
		],
		[
			'a wait until a time of day that cannot be read',
			limit({ limitType: 'atTimeOfDay', timeOfDay: '6pm' }),
			'"Options → Limit Wait Time → Time of Day" must be a time of day, not "6pm"',
		],
		[
			'a wait of zero length',
			limit({ resumeAmount: 0 }),
			'"Options → Limit Wait Time → Wait Amount" must be a number from 0.05 to 100000, not 0',
		],
		[
			'a Webhook Base URL that is no web address',
			{ options: { webhookBaseUrl: 'n8n' } },
			'"Options → Webhook Base URL" must be a web address, not "n8n"',
		],
	])('%s', async (_what, values, message) => {
		const { error } = await ask(values);
		expect(error?.message).toContain(message);
		expect(routes()).toEqual([]);
	});
});

describe('Send and Wait gives an error and sends no question:', () => {
	it.each(['2.3.0', '2.3.4', '2.3.5', '2.3.6'])(
		'as a poll on Evolution API %s, which does not report votes',
		async (version) => {
			simulator.current.config.version = version;
			const { error } = await ask(choice('Yes\nNo', 'poll'));
			simulator.current.config.version = '2.3.7';
			expect(error?.message).toContain(`Evolution API ${version} does not report votes`);
			expect(error?.description).toContain('Set Ask With to Numbered List');
			expect(routes()).not.toContain('message/sendPoll');
			expect(webhook()?.enabled ?? false).toBe(false);
		},
	);

	it('another application has the webhook, which stays as it is', async () => {
		const demo = simulator.current.state.instances.get('demo');
		const url = 'https://crm.example/whatsapp';
		if (demo) setWebhook(demo, { enabled: true, url, events: ['MESSAGES_UPSERT'] });
		const { error } = await ask({});
		expect(error?.message).toContain('a published workflow with the Evolution API Trigger');
		expect(error?.description).toContain('Publish a workflow');
		expect(routes()).not.toContain('message/sendText');
		expect(webhook()?.url).toBe(url);
	});

	it.each(['freeText', 'approval'])(
		'on Engine 2.0 of n8n, which does not resume waiting executions: %s',
		async (responseType) => {
			const { error } = await runOperation(simulator.current, {
				resource: 'message',
				operation: 'sendAndWait',
				values: { recipient: '5511988887777', message: 'So?', responseType },
				executionId: '019ab3c4-5d6e-7f80-9abc-def012345678',
			});
			expect(error?.message).toContain('Engine 2.0 of n8n does not resume an execution that waits');
			expect(error?.description).toContain('Take engineType out of the settings of the workflow');
			expect(arrived(simulator.current)).toEqual([]);
		},
	);

	it('the webhook cannot be set', async () => {
		fail(simulator.current, { path: '/webhook/set', status: 403, times: 9 });
		const { error } = await ask({});
		expect(error).toBeDefined();
		expect(routes()).not.toContain('message/sendText');
	});
});

it('Send and Wait removes itself from the webhook if the question cannot be sent', async () => {
	const body = { status: 400, error: 'Bad Request', response: { message: ['Not today'] } };
	fail(simulator.current, { path: '/message/sendText', status: 400, body });
	const { error } = await ask({});
	expect(error?.message).toBe('Evolution API refused the request: Not today');
	expect(webhook()).toMatchObject({ enabled: false, events: [], headers: {} });
});

it('Send and Wait registers on the webhook first, then sends once; the resume URL is signed, and not in the message', async () => {
	const { error, items } = await ask({});
	expect(error).toBeUndefined();
	expect(routes().indexOf('webhook/set')).toBeLessThan(routes().indexOf('message/sendText'));
	expect(routes().filter((route) => route === 'message/sendText')).toHaveLength(1);
	expect(webhook()?.url).toMatch(/\/webhook-waiting\/1\/1\?signature=[0-9a-f]+#[0-9a-f]{8}$/);
	expect(webhook()?.events).toEqual(['MESSAGES_EDITED', 'MESSAGES_UPSERT']);
	expect(items.map(({ json }) => json)).toEqual([
		{
			approved: null,
			answered: false,
			choice: null,
			text: null,
			timedOut: false,
			message: null,
			question: { text: 'Shall we?\nTomorrow?', messageId: expect.any(String) as string },
			personId: '551188887777',
			respondedAt: null,
			responder: null,
			data: null,
		},
	]);
});

it('Send and Wait on a server that does not sign its webhook calls gives an error, and sends nothing', async () => {
	simulator.current.config.version = '2.2.3';
	const { error } = await ask({});
	expect(error?.message).toBe(
		'Send and Wait for Response needs Evolution API 2.3 or newer; the server is 2.2.3',
	);
	expect(error?.description).toContain('do not sign what they deliver');
	expect(webhook()?.enabled).not.toBe(true);
	expect(question()).toBeUndefined();
});

describe('Send and Wait sends the question in the form that Evolution API expects:', () => {
	it.each<[string, IDataObject, string, IDataObject]>([
		['an approval', {}, 'sendText', { text: 'Shall we?\nTomorrow?\n\n1. Yes\n2. No' }],
		['free text', { responseType: 'freeText' }, 'sendText', { text: 'Shall we?\nTomorrow?' }],
		[
			'with labels of its own',
			{
				approvalOptions: { values: { approveLabel: 'Sim', disapproveLabel: 'Não' } },
			},
			'sendText',
			{ text: 'Shall we?\nTomorrow?\n\n1. Sim\n2. Não' },
		],
		[
			'as a poll',
			choice('a\nb', 'poll'),
			'sendPoll',
			{ name: 'Shall we?\nTomorrow?', values: ['a', 'b'], selectableCount: 1 },
		],
		[
			'as buttons',
			choice('a\nb', 'buttons'),
			'sendButtons',
			{
				title: 'Shall we?',
				description: 'Tomorrow?',
				buttons: [
					{ type: 'reply', displayText: 'a', id: expect.stringMatching(/^wait-[0-9a-f]{8}-1$/) },
					{ type: 'reply', displayText: 'b', id: expect.stringMatching(/^wait-[0-9a-f]{8}-2$/) },
				],
			},
		],
		[
			'as buttons with a footer',
			{
				...choice('a\nb', 'buttons'),
				options: { messageLayout: { values: { footer: 'Thanks' } } },
			},
			'sendButtons',
			{ footer: 'Thanks' },
		],
		[
			'as a list',
			choice('a\nb', 'list'),
			'sendList',
			{
				title: 'Shall we?',
				description: 'Tomorrow?',
				buttonText: 'Choose',
				footerText: '\u00a0',
				sections: [
					{
						title: 'Choose',
						rows: [
							{ title: 'a', rowId: expect.stringMatching(/-1$/) },
							{ title: 'b', rowId: expect.stringMatching(/-2$/) },
						],
					},
				],
			},
		],
	])('%s', async (_what, values, route, body) => {
		const { error } = await ask(values);
		expect(error).toBeUndefined();
		expect(routes()).toContain(`message/${route}`);
		expect(question()).toMatchObject({ number: ANA, ...body });
	});

	it('approval on a page: a link with the base URL that is given, and no change to the webhook', async () => {
		const { error } = await ask({
			showChoicesAs: 'page',
			options: { responsePage: { values: { baseUrl: 'https://n8n.example/' } } },
		});
		expect(error).toBeUndefined();
		expect(question().text).toMatch(
			/^Shall we\?\nTomorrow\?\n\nhttps:\/\/n8n\.example\/webhook-waiting\/1\/1\?question=[0-9a-f]{8}&signature=\w+$/,
		);
		expect(question().linkPreview).toBe(false);
		expect(routes()).toEqual(['message/sendText']);
	});
});

it('Send and Wait: the connection breaks while sending: the error says that the question may have been sent', async () => {
	fail(simulator.current, { path: '/message/', drop: 'after' });
	const { error } = await ask(choice('Yes\nNo'));
	expect(error?.message).toContain('The connection to the server broke off');
	expect(error?.description).toContain('look before you send it again');
});

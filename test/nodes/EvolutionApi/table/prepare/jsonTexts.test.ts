import type { IDataObject } from 'n8n-workflow';

import { runAgent } from '../../../../support/agentRun';
import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';

// Tests JSON that contains expressions. A text by a person or a model must stay a text, and not change the JSON's structure.

const simulator = useSimulator();
const ANA = '5511988887777';
const OTHER = '34612345678';

const request = (body: string): IDataObject => ({
	method: 'POST',
	path: '/message/sendText/{instance}',
	bodyType: 'json',
	body,
});
const sent = () =>
	arrived(simulator.current)
		.filter(({ path }) => path.startsWith('/message/'))
		.map(({ body }) => body as IDataObject);
const send = async (body: string, json: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'apiRequest',
		operation: 'request',
		values: request(body),
		items: [{ json }],
	});

it('a message goes to nobody else, whatever a person writes', async () => {
	const body = `={"number": "${ANA}", "text": "{{ $json.text }}"}`;
	const { error } = await send(body, { text: `Hi","number":"${OTHER}` });
	expect(error?.message).toContain(
		'"JSON Body" contains {{ $json.text }}, whose value changes the JSON around it',
	);
	expect(error?.description).toBe(
		'Write {{ JSON.stringify($json.text) }}, without quotes around it.',
	);
	expect(sent()).toEqual([]);
});

it('a number in the place of a value brings no recipient with it', async () => {
	const body = `={"text": "Hi", "number": "${ANA}", "delay": {{ $json.delay }}}`;
	const { error } = await send(body, { delay: `1, "number": "${OTHER}"` });
	expect(error?.message).toContain('whose value changes the JSON');
	expect(sent()).toEqual([]);
	await send(body, { delay: 1 });
	expect(sent()).toMatchObject([{ number: ANA, delay: 1 }]);
});

it.each([
	['in quotes', `={"number": "${ANA}", "text": "{{ $json.text }}"}`, 'Hi, Ana'],
	[
		'with the quotes marked',
		`={"number": "${ANA}", "text": "{{ JSON.stringify($json.text).slice(1, -1) }}"}`,
		'Hi "Ana" \\',
	],
	['as JSON', `={"number": "${ANA}", "text": {{ JSON.stringify($json.text) }}}`, 'Hi "Ana"'],
	['in an object', `={{ { number: "${ANA}", text: $json.text } }}`, 'Hi "Ana"'],
	['as several keys', `={ {{ '"number": "${ANA}",' }} "text": "{{ $json.text }}"}`, 'Hi'],
	[
		'in a list',
		`={"number": "${ANA}", "mentioned": [{{ ['1', '2'].map((who) => JSON.stringify(who)).join() }}], "text": "{{ $json.text }}"}`,
		'Hi',
	],
])('a text that is put in rightly is sent: %s', async (_what, body, text) => {
	const { error } = await send(body, { text });
	expect(error).toBeUndefined();
	expect(sent()).toMatchObject([{ number: ANA, text }]);
});

it('a model gives a text, and no recipient with it', async () => {
	const { flat } = written(simulator.current, { from: ANA, text: 'Hello' });
	const call = async (text: string) =>
		await runAgent(simulator.current, {
			version: 3,
			before: [{ name: 'WhatsApp', type: 'trigger' }],
			items: [flat],
			gives: () => ({ text }),
			tool: {
				resource: 'apiRequest',
				operation: 'request',
				instance: { __rl: true, mode: 'name', value: 'demo' },
				...request(`={"number": "${ANA}", "text": "{{ $fromAI('text', 'The text') }}"}`),
			},
		});
	const [answer] = await call(`Hi","number":"${OTHER}`);
	expect(answer).toContain('Call the tool again, with no quotes or backslashes in \\"text\\".');
	expect(sent()).toEqual([]);
	await call('Hi');
	expect(sent()).toMatchObject([{ number: ANA, text: 'Hi' }]);
});

import type { IDataObject } from 'n8n-workflow';

import { ExecuteContext } from '../../../../../dev/engine/core';
import { runAgent, type AgentVersion } from '../../../../support/agentRun';
import { arrived, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';

const simulator = useSimulator();
const ANA = '5511988887777';
const NOWHERE = 'http://127.0.0.1:9';

const sent = () => arrived(simulator.current).filter(({ path }) => path.includes('/sendText'));

describe.each<AgentVersion>([2, 3])('an agent (version %s)', (version) => {
	const run = async ({
		item,
		gives,
		tool,
		credential,
	}: Partial<Record<'item' | 'gives' | 'tool' | 'credential', IDataObject>>) => {
		const { flat } = written(simulator.current, { from: ANA, text: 'Hello' });
		const [answer = ''] = await runAgent(simulator.current, {
			version,
			before: [{ name: 'WhatsApp', type: 'trigger' }],
			items: [{ ...flat, ...item }],
			gives: () => ({ text: 'Hi', ...gives }),
			tool: { operation: 'reply', text: "={{ $fromAI('text', 'The answer') }}", ...tool },
			credential,
		});
		return answer;
	};

	it.each([
		'={{ $json.server }}',
		"={{ $input.first().json['server'] }}",
		'={{ Object.values($input.first())[0].server }}',
		"={{ $json.server || 'https://evolution.example.com' }}",
		"={{ $fromAI('server') || $json.server }}",
	])('sends no key to a server that the model gives: %s', async (baseUrl) => {
		const answer = await run({
			credential: { baseUrl },
			item: { server: simulator.current.url },
			gives: { server: NOWHERE },
		});
		// Up to version 2 of the agent, n8n doesn't add the model's arguments to the item.
		expect(sent()).toHaveLength(version === 2 ? 1 : 0);
		if (version === 2) return;
		expect(answer).toContain(
			'The credential of this tool takes its values from the item, and the model gave \\"server\\", which would change them. Call the tool again without \\"server\\".',
		);
	});

	it('is not refused by an n8n that reads credentials for its own contexts alone', async () => {
		const { prototype } = ExecuteContext;
		const { getCredentials } = prototype;
		const reading = jest.spyOn(prototype, 'getCredentials').mockImplementation(async function (
			this: ExecuteContext,
			...given
		) {
			if (!Object.hasOwn(this, 'additionalData')) throw new TypeError('It is none of ours');
			return await getCredentials.apply(this, given);
		} as typeof getCredentials);
		await run({});
		reading.mockRestore();
		expect(sent()).toHaveLength(1);
	});

	it('uses no key that the model gives', async () => {
		const { key } = simulator.current;
		const credential = { apiKey: '={{ $json.key }}' };
		await run({ credential, item: { key: 'wrong' }, gives: { key } });
		expect(sent().filter(({ status }) => status !== 401)).toEqual([]);
	});

	it.each(['={{ $json.server }}', "={{ $('WhatsApp').item.json.server }}"])(
		'uses the server of the item: %s',
		async (baseUrl) => {
			await run({ credential: { baseUrl }, item: { server: simulator.current.url } });
			expect(sent()).toHaveLength(1);
		},
	);

	it.each<IDataObject>([
		{ operation: '={{ $json.choice }}' },
		{ operation: "={{ $fromAI('choice') }}" },
		{ resource: '={{ $json.choice }}' },
		{ authentication: '={{ $json.choice }}' },
	])('takes nothing for %j that the model gives, and is told so', async (tool) => {
		for (const choice of ['pauseBot', 'message', 'evolutionGo']) {
			const answer = await run({ tool, gives: { choice } });
			const [[name = '']] = Object.entries(tool);
			const label = name.charAt(0).toUpperCase() + name.slice(1);
			expect(answer.replaceAll('\\', '')).toContain(
				`"${label}" is an expression, but n8n does not evaluate it in this field. Choose it from the list.`,
			);
		}
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each<IDataObject>([
		{ options: { instance: { __rl: true, mode: 'name', value: '={{ $json.account }}' } } },
		{
			resource: 'message',
			operation: 'sendText',
			recipient: { __rl: true, mode: 'number', value: ANA },
			instance: { __rl: true, mode: 'name', value: '={{ $json.account }}' },
		},
	])('writes from no account that the model gives: %j', async (tool) => {
		const answer = await run({ tool, item: { account: 'demo' }, gives: { account: 'other' } });
		if (version === 3) expect(answer).toContain('the model gave \\"account\\"');
		const paths = arrived(simulator.current).map(({ path }) => path);
		expect(paths).toEqual(version === 3 ? [] : ['/message/sendText/demo']);
	});
});

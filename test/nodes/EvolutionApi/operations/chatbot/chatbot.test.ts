import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../../../../nodes/EvolutionApi/operations';
import { PLATFORMS } from '../../../../../simulator/routes/chatbot/platforms';
import { addBot, addTypebot, BOT } from '../../../../support/chatbotScenarios';
import { runOperation } from '../../../../support/run';
import { exampleRun } from '../../../../support/scenarios';
import { arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const chatbot = async (operation: string, values: IDataObject) =>
	await runOperation(simulator.current, { resource: 'chatbot', operation, values });

describe('Chatbot → Get and Delete', () => {
	it('Get of a bot that does not exist gives an error, although the server reports none', async () => {
		const { error } = await chatbot('get', { platform: 'typebot', bot: 'nope' });
		expect(error?.message).toBe('"Bot" is "nope", which the platform does not have on this server');
	});

	it('an empty Bot is refused before any request', async () => {
		for (const operation of ['get', 'delete', 'update', 'getSessions']) {
			const { error } = await chatbot(operation, { platform: 'typebot', bot: '={{ "" }}' });
			expect(error?.message).toBe('"Bot" is empty');
		}
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('a bot is output with only the main fields, and with its API key only on request', async () => {
		const given = { agentUrl: 'https://evoai.example.com/1', apiKey: 'planted-key' };
		addBot(simulator.current, 'evoai', given);
		const bot = { platform: 'evoai', bot: BOT };
		const [{ json }] = (await chatbot('get', bot)).items;
		expect(json).toEqual({
			id: BOT,
			enabled: true,
			description: null,
			endpoint: 'https://evoai.example.com/1',
			triggerType: 'none',
			triggerOperator: null,
			triggerValue: null,
			updatedAt: expect.any(String),
		});
		const raw = (await chatbot('get', { ...bot, simplify: false })).items;
		expect(raw[0].json).toMatchObject({ agentUrl: 'https://evoai.example.com/1', expire: 0 });
		expect(JSON.stringify(raw)).not.toContain('planted-key');
		const asked = (await chatbot('get', { ...bot, options: { includeSecrets: true } })).items;
		expect(asked[0].json.apiKey).toBe('planted-key');
	});

	it('Get Many lists only the bots of the chosen platform, up to the Limit', async () => {
		expect((await chatbot('getMany', { platform: 'typebot' })).items).toEqual([]);
		for (const id of ['a', 'b', 'c']) addTypebot(simulator.current, id);
		const { items } = await chatbot('getMany', { platform: 'typebot', limit: 2 });
		expect(items.map(({ json }) => json.id)).toEqual(['a', 'b']);
		expect((await chatbot('getMany', { platform: 'dify' })).items).toEqual([]);
	});

	it('a deleted bot cannot be found any more', async () => {
		addTypebot(simulator.current);
		const bot = { platform: 'typebot', bot: BOT };
		const { items } = await chatbot('delete', bot);
		expect(items[0].json).toEqual({ deleted: true, platform: 'typebot', id: BOT });
		expect((await chatbot('getMany', { platform: 'typebot' })).items).toEqual([]);
	});
});

/** Integrations that are turned off in a new server. */
const OFF = [...PLATFORMS.map(({ name }) => name), 'chatwoot'];

const integrations = resources
	.filter(({ value }) => ['chatbot', 'chatwoot'].includes(value))
	.flatMap(({ value: resource, operations }) =>
		operations.map(({ value: operation, example }) => ({ resource, operation, example })),
	);

describe('a chatbot platform that is switched off on the server', () => {
	beforeEach(() => void (simulator.current.config.disabled = OFF));

	it.each(integrations)(
		'$resource/$operation: the error names the environment variable to set',
		async (one) => {
			const run = exampleRun(simulator.current, [one.resource, one.operation, one.example ?? {}]);
			const { error } = await runOperation(simulator.current, {
				...run,
				items: run.items?.slice(0, 1),
			});
			expect(error?.message).toMatch(/^\w+ is switched off in the settings of the server$/);
			expect(error?.description).toMatch(/Set [A-Z]+_ENABLED=true in the settings of the server/);
		},
	);

	it.each(PLATFORMS)(
		'gives an error that names the environment variable of $label',
		async ({ name, label }) => {
			const { error } = await chatbot('getMany', { platform: name });
			expect(error?.message).toBe(`${label} is switched off in the settings of the server`);
			expect(error?.description).toContain(`Set ${name.toUpperCase()}_ENABLED=true`);
		},
	);
});

import type { IDataObject } from 'n8n-workflow';

import { hintAddresses } from '../../../../nodes/EvolutionApi/table/prepare/serverAddresses';
import { runOperation } from '../../../support/run';
import { useSimulator } from '../../../support/simulator';

// Tests URLs that the server only calls later, and therefore accepts without checking.

const simulator = useSimulator();
const TEST_URL = 'https://n8n.example.com/webhook-test/abc';

it.each<[string, string, IDataObject]>([
	['webhook', 'update', { webhook: { url: TEST_URL, events: ['MESSAGES_UPSERT'] } }],
	['instance', 'create', { webhook: { url: TEST_URL }, instanceName: 'support' }],
	['chatwoot', 'update', { chatwoot: { url: TEST_URL, accountId: '1', token: 'secret-token' } }],
	[
		'chatbot',
		'create',
		{ platform: 'n8n', webhookUrl: TEST_URL, triggerType: 'all', typebotUrl: '', typebotName: '' },
	],
])(
	'%s → %s says that a test URL of n8n is open only for the editor',
	async (resource, operation, values) => {
		const { error, hints } = await runOperation(simulator.current, {
			resource,
			operation,
			values: { enabled: true, mode: 'update', ...values },
		});
		expect(error).toBeUndefined();
		expect(hints).toEqual([expect.stringContaining('/webhook-test/abc is a test URL of n8n')]);
	},
);

describe('localhost', () => {
	const hintsFor = (baseUrl: string, address: string) => {
		const hints: string[] = [];
		const context = {
			addExecutionHints: (...given: ReadonlyArray<{ message: string }>) =>
				hints.push(...given.map(({ message }) => message)),
		};
		hintAddresses(context as never, baseUrl, [address, undefined]);
		return hints;
	};

	it.each(['http://localhost:5678/webhook/a', 'http://127.0.0.1/x', 'http://[::1]:80/'])(
		'as %s is the server itself, where that is elsewhere',
		(address) => {
			expect(hintsFor('https://evolution.example.com', address)).toEqual([
				expect.stringContaining('is the machine or container of the server itself'),
			]);
		},
	);

	it('is fine for a server on the same machine, as is any other address', () => {
		expect(hintsFor('http://localhost:8080', 'http://localhost:5678/webhook/a')).toEqual([]);
		expect(hintsFor('https://evolution.example.com', 'http://n8n:5678/webhook/a')).toEqual([]);
	});
});

import type { INodeListSearchResult } from 'n8n-workflow';

import {
	searchTemplateIds,
	searchTemplates,
} from '../../../../nodes/EvolutionApi/pickers/listSearch';
import { loadOptionsContext } from '../../../support/loadOptions';
import { arrived, demoOf, fail, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

const list = async (
	picker: typeof searchTemplates,
	{ filter, instance = 'demo' }: { filter?: string; instance?: string } = {},
): Promise<INodeListSearchResult> => {
	const { url: baseUrl, key: apiKey } = simulator.current;
	const context = loadOptionsContext(
		{ authentication: 'globalKey', instance: { __rl: true, mode: 'list', value: instance } },
		{ evolutionGlobalKeyApi: { baseUrl, apiKey } },
	);
	return await picker.call(context, filter);
};

const withInstanceKey = async (picker: typeof searchTemplates) => {
	const { url: baseUrl } = simulator.current;
	const context = loadOptionsContext(
		{ authentication: 'instanceKey', instance: { __rl: true, mode: 'list', value: '' } },
		{ evolutionInstanceKeyApi: { baseUrl, instanceName: 'demo', apiKey: 'demo-token' } },
	);
	return await picker.call(context);
};

beforeEach(() => {
	const demo = demoOf(simulator.current);
	demo.integration = 'WHATSAPP-BUSINESS';
	demo.templates = [
		{ id: '1', name: 'order_shipped', language: 'en_US', status: 'APPROVED' },
		{ id: '2', name: 'order_shipped', language: 'pt_BR', status: 'PENDING' },
		{ id: '3', name: 'hello_world', language: 'en_US', status: 'APPROVED' },
	];
});

describe.each([
	['names', searchTemplates],
	['IDs', searchTemplateIds],
])('the dropdown of templates by %s', (_what, picker) => {
	it('asks to choose an instance first', async () => {
		await expect(list(picker, { instance: '' })).rejects.toThrow('Choose an instance first');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('shows the error of Meta', async () => {
		const body = { message: 'Invalid OAuth access token', type: 'OAuthException', code: 190 };
		fail(simulator.current, { path: '/template/', status: 200, body });
		await expect(list(picker)).rejects.toThrow(
			'Meta refused the request: Invalid OAuth access token',
		);
	});

	it('shows the templates of the instance whose key is in the credential', async () => {
		expect((await withInstanceKey(picker)).results.length).toBeGreaterThan(0);
		expect(arrived(simulator.current).at(-1)?.path).toBe('/template/find/demo');
	});

	it('finds by a part of the name', async () => {
		const { results } = await list(picker, { filter: 'HELLO' });
		expect(results.map(({ name }) => name)).toEqual(['hello_world (en_US)']);
	});
});

it('the dropdown of templates by name shows each name once, with its languages', async () => {
	expect((await list(searchTemplates)).results).toEqual([
		{ name: 'hello_world (en_US)', value: 'hello_world' },
		{ name: 'order_shipped (en_US; pt_BR, pending)', value: 'order_shipped' },
	]);
});

it('the dropdown of templates by ID shows each language of a template as an entry of its own', async () => {
	expect((await list(searchTemplateIds)).results).toEqual([
		{ name: 'hello_world (en_US)', value: '3' },
		{ name: 'order_shipped (en_US)', value: '1' },
		{ name: 'order_shipped (pt_BR, pending)', value: '2' },
	]);
});

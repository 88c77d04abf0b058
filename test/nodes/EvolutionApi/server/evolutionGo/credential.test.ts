import { CredentialTestContext } from '../../../../../dev/engine/core';
import {
	testEvolutionGo,
	testGlobalKey,
} from '../../../../../nodes/EvolutionApi/pickers/credentialTest';
import {
	searchGroups,
	searchInstances,
} from '../../../../../nodes/EvolutionApi/pickers/listSearch';
import { loadOptionsContext } from '../../../../support/loadOptions';
import { useSimulator } from '../../../../support/simulator';
import { GLOBAL_KEY, TOKEN } from './support/goStandIn';
import { useGo } from './support/runGo';

const server = useGo();
const simulator = useSimulator();

const tested = async (data: Record<string, string>) =>
	await testEvolutionGo.call(new CredentialTestContext(), {
		id: '1',
		name: 'x',
		type: 'x',
		data: { baseUrl: server.url, ...data },
	});

describe('credential test for Evolution Go:', () => {
	it.each([
		[{ instanceToken: TOKEN }],
		[{ globalApiKey: GLOBAL_KEY }],
		[{ instanceToken: TOKEN, globalApiKey: GLOBAL_KEY }],
	])('%j is accepted', async (data) => {
		expect(await tested(data as Record<string, string>)).toEqual({
			status: 'OK',
			message: 'Connection successful',
		});
	});

	it('the token of an instance that is not connected is accepted, too', async () => {
		server.answers('GET /instance/status', {
			status: 400,
			body: { error: 'no active session found' },
		});
		expect((await tested({ instanceToken: TOKEN })).status).toBe('OK');
	});

	it.each([
		[{}, 'Both keys are empty'],
		[{ instanceToken: 'wrong' }, 'The Instance Token does not work. Evolution Go refused the key'],
		[
			{ instanceToken: GLOBAL_KEY },
			'The Instance Token does not work. Evolution Go refused the key',
		],
		[{ globalApiKey: TOKEN }, 'The Global API Key does not work. Evolution Go refused the key'],
	])('%j is refused', async (data, message) => {
		const { status, message: shown } = await tested(data as Record<string, string>);
		expect(status).toBe('Error');
		expect(shown).toContain(message);
		expect(shown).not.toContain(TOKEN);
		expect(shown).not.toContain(GLOBAL_KEY);
	});

	it('a server without a license: the error says where to activate it', async () => {
		server.answers('GET /instance/status', {
			status: 503,
			body: {
				error: 'service not activated',
				code: 'LICENSE_REQUIRED',
				register_url: 'http://go.example/manager/login',
			},
		});
		const { message } = await tested({ instanceToken: TOKEN });
		expect(message).toContain('This Evolution Go server is not activated');
		expect(message).toContain('http://go.example/manager/login');
	});

	it('an Evolution API server is refused, and the error says which Authentication to choose for it', async () => {
		const { message } = await tested({ baseUrl: simulator.current.url, instanceToken: TOKEN });
		expect(message).toContain('There is no Evolution Go at');
		expect(message).toContain('choose Global API Key or Instance API Key');
	});

	it('an Evolution Go server in a credential of Evolution API is refused: the error says to choose Evolution Go', async () => {
		const data = { baseUrl: server.url, apiKey: GLOBAL_KEY };
		const credential = { id: '1', name: 'x', type: 'x', data };
		const { message } = await testGlobalKey.call(new CredentialTestContext(), credential);
		expect(message).toContain('something answers there as Evolution Go does');
		expect(message).toContain('Choose Evolution Go as Authentication');
	});
});

describe('the dropdowns of the editor for Evolution Go', () => {
	const contextOf = (credential: Record<string, string>, instance = '') =>
		loadOptionsContext(
			{ authentication: 'evolutionGo', instance: { __rl: true, mode: 'list', value: instance } },
			{ evolutionGoKeyApi: { baseUrl: server.url, ...credential } },
		);

	it('list the instances of the server if the credential has the global key', async () => {
		const { results } = await searchInstances.call(contextOf({ globalApiKey: GLOBAL_KEY }));
		expect(results).toEqual([{ name: 'sales', value: 'sales' }]);
	});

	it('say that a token alone cannot list instances', async () => {
		await expect(searchInstances.call(contextOf({ instanceToken: TOKEN }))).rejects.toThrow(
			'This needs the global key',
		);
	});

	it.each([
		[{ instanceToken: TOKEN }, ''],
		[{ globalApiKey: GLOBAL_KEY }, 'sales'],
	])('show the groups of the instance (%j)', async (credential, instance) => {
		const context = contextOf(credential as Record<string, string>, instance);
		const { results } = await searchGroups.call(context);
		expect(results).toEqual([{ name: 'Team', value: '120363020202020202@g.us' }]);
	});
});

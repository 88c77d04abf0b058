import { CredentialTestContext } from '../../../../../dev/engine/core';
import { testEvolutionGo } from '../../../../../nodes/EvolutionApi/pickers/credentialTest';
import {
	searchChannels,
	searchContacts,
	searchGroups,
	searchInstances,
	searchLabels,
	searchRecipients,
} from '../../../../../nodes/EvolutionApi/pickers/listSearch';
import { addChannel, CHANNEL } from '../../../../support/goScenarios';
import { loadOptionsContext } from '../../../../support/loadOptions';
import { useGoSimulator, type Keys } from './support/goSimulator';

const simulator = useGoSimulator('0.7.2');
const TOKEN = 'demo-token';
const ANA = '5511988887777@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';

const tested = async (keys: Keys) =>
	await testEvolutionGo.call(new CredentialTestContext(), {
		id: '1',
		name: 'x',
		type: 'x',
		data: { baseUrl: simulator.current.url, ...keys },
	});

describe('credential test for a simulated Evolution Go:', () => {
	it('the global key, the token of an instance, and both together are accepted', async () => {
		const globalApiKey = simulator.current.key;
		for (const keys of [{ instanceToken: TOKEN }, { globalApiKey }]) {
			expect(await tested(keys)).toEqual({ status: 'OK', message: 'Connection successful' });
		}
		expect((await tested({ instanceToken: TOKEN, globalApiKey })).status).toBe('OK');
	});

	it('an instance that is not connected is accepted', async () => {
		const { config, state } = simulator.current;
		config.go.offline = true;
		const token = state.instances.get('new-phone')?.token;
		expect((await tested({ instanceToken: token })).status).toBe('OK');
	});

	it('the global key in the field Instance Token, or a token in the field Global API Key, is refused', async () => {
		const { key } = simulator.current;
		const asToken = await tested({ instanceToken: key });
		expect(asToken.message).toContain(
			'The Instance Token does not work. Evolution Go refused the key',
		);
		const asKey = await tested({ globalApiKey: TOKEN });
		expect(asKey.message).toContain(
			'The Global API Key does not work. Evolution Go refused the key',
		);
	});

	it('a server without a license: the error says where to activate it', async () => {
		simulator.current.config.licensed = false;
		const { message } = await tested({ instanceToken: TOKEN });
		expect(message).toContain(`${simulator.current.url}/manager/login`);
	});
});

describe('the dropdowns of the editor for a simulated Evolution Go', () => {
	const contextOf = (instance: string) =>
		loadOptionsContext(
			{ authentication: 'evolutionGo', instance: { __rl: true, mode: 'list', value: instance } },
			{
				evolutionGoKeyApi: {
					baseUrl: simulator.current.url,
					...(instance === '' ? { instanceToken: TOKEN } : { globalApiKey: simulator.current.key }),
				},
			},
		);

	it('list the instances of the server if the credential has the global key', async () => {
		const { results } = await searchInstances.call(contextOf('demo'));
		expect(results.map(({ value }) => value)).toEqual(['demo', 'new-phone']);
	});

	it.each(['', 'demo'])(
		'show people, groups, channels and labels (instance "%s")',
		async (instance) => {
			const context = contextOf(instance);
			const contacts = await searchContacts.call(context);
			expect(contacts.results[0]).toEqual({ name: 'Ana (5511988887777)', value: ANA });
			const groups = await searchGroups.call(context);
			expect(groups.results).toEqual([{ name: 'Team', value: TEAM }]);
			addChannel(simulator.current);
			const channels = await searchChannels.call(context);
			expect(channels.results).toEqual([{ name: 'News', value: CHANNEL }]);
			const recipients = await searchRecipients.call(context);
			expect(recipients.results.map(({ value }) => value)).toEqual(
				expect.arrayContaining([ANA, TEAM]),
			);
			const labels = await searchLabels.call(context);
			expect(labels.results).toEqual([{ name: 'VIP', value: '7' }]);
		},
	);
});

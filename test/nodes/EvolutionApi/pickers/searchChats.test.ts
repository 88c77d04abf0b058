import type { INodeListSearchResult } from 'n8n-workflow';

import { searchChats, searchLabels } from '../../../../nodes/EvolutionApi/pickers/listSearch';
import { loadOptionsContext } from '../../../support/loadOptions';
import { demoOf, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

const ANA = '5511988887777@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';

interface Listed {
	readonly filter?: string;
	readonly instance?: string;
	readonly isOption?: boolean;
}

const list = async (
	picker: typeof searchChats,
	{ filter, instance = 'demo', isOption = false }: Listed = {},
): Promise<INodeListSearchResult> => {
	const { url: baseUrl, key: apiKey } = simulator.current;
	const locator = { __rl: true, mode: 'list', value: instance };
	const context = loadOptionsContext(
		{
			authentication: 'globalKey',
			...(isOption
				? { resource: 'message', operation: 'reply', options: { instance: locator } }
				: { instance: locator }),
		},
		{ evolutionGlobalKeyApi: { baseUrl, apiKey } },
	);
	return await picker.call(context, filter);
};

const demo = () => demoOf(simulator.current);

function writeIn(remoteJid: string, more: { fromMe?: boolean; pushName?: string } = {}): void {
	const { fromMe = false, pushName = 'Dora' } = more;
	const [newest] = demo().messages.newestFirst();
	const key = { id: `M-${remoteJid}`, fromMe, remoteJid };
	demo().messages.add({ ...newest, key, pushName });
}

it('the dropdown of chats leaves out a nonexistent group whose ID the server made from the ID of a hidden number', async () => {
	writeIn('13491208655302741918@g.us');
	writeIn('5511911110000@s.whatsapp.net');
	const { results } = await list(searchChats);
	const values = results.map(({ value }) => value);
	expect(values).toContain('5511911110000@s.whatsapp.net');
	expect(values).not.toContain('13491208655302741918@g.us');
});

it('the dropdown of chats uses the instance from the options of Reply', async () => {
	const { results } = await list(searchChats, { isOption: true });
	expect(results).toEqual((await list(searchChats)).results);
	expect(results.length).toBeGreaterThan(1);
	await expect(list(searchChats, { isOption: true, instance: '' })).rejects.toThrow(
		'Choose an instance first',
	);
});

describe('the dropdown of chats', () => {
	it('says that the instance was never connected', async () => {
		await expect(list(searchChats, { instance: 'new-phone' })).rejects.toThrow(
			'The instance "new-phone" is not connected to WhatsApp',
		);
	});

	it('shows the name of the contact or group, with the JID as value', async () => {
		const { results } = await list(searchChats);
		expect(results).toEqual([
			{ name: 'Ana (5511988887777)', value: ANA },
			{ name: 'Team (group)', value: TEAM },
		]);
	});

	it('shows the sender name of a person who wrote but is not among the contacts', async () => {
		writeIn('123456789012345@lid');
		const { results } = await list(searchChats, { filter: 'dora' });
		expect(results).toEqual([{ name: 'Dora (123456789012345)', value: '123456789012345@lid' }]);
	});

	it('never shows our own name, or the name of a group member, as the name of a chat', async () => {
		writeIn('4915112345678@s.whatsapp.net', { fromMe: true, pushName: 'Me' });
		writeIn('120363030303030303@g.us');
		const found = (await list(searchChats)).results.map(({ name }) => name);
		expect(found).toContain('4915112345678');
		expect(found).toContain('120363030303030303');
	});

	it('shows people and groups only: no status, no channels', async () => {
		writeIn('status@broadcast');
		writeIn('120363@newsletter');
		expect((await list(searchChats)).results).toHaveLength(2);
	});
});

describe('the dropdown of labels', () => {
	it('is empty where there are no labels', async () => {
		expect((await list(searchLabels, { instance: 'new-phone' })).results).toEqual([]);
	});

	it('shows the name, with the ID as value', async () => {
		demo().labels.set('8', { id: '8', name: 'New', color: '1', predefinedId: null });
		expect((await list(searchLabels)).results).toEqual([
			{ name: 'New', value: '8' },
			{ name: 'VIP', value: '7' },
		]);
		expect((await list(searchLabels, { filter: 'vi' })).results).toHaveLength(1);
	});
});

import type { INodeListSearchResult } from 'n8n-workflow';

import {
	searchChats,
	searchContacts,
	searchGroups,
	searchInstances,
	searchLabels,
	searchRecipients,
} from '../../../../nodes/EvolutionApi/pickers/listSearch';
import type { Contact } from '../../../../simulator/state/instance';
import { PICKERS, withGlobalKey, withInstanceKey } from '../../../support/pickers';
import { arrived, fail, useSimulator } from '../../../support/simulator';

// The node retries after temporary failures, here without pauses.
const simulator = useSimulator();

const names = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);

function addContact(jid: string, name: string): void {
	const now = new Date().toISOString();
	const contact: Contact = { id: jid, jid, name, createdAt: now, updatedAt: now };
	simulator.current.state.instances.get('demo')?.contacts.set(jid, contact);
}

describe.each(PICKERS)('the dropdown of %s says why it is empty', (_what, picker) => {
	it('a wrong key: the server refused it, and the error names AUTHENTICATION_API_KEY but not the key', async () => {
		const list = withGlobalKey(simulator.current, picker, { apiKey: 'wrong-key' });
		await expect(list).rejects.toMatchObject({
			message: expect.stringContaining('The server refused the API key'),
			description: expect.stringContaining('AUTHENTICATION_API_KEY'),
		});
		await expect(list).rejects.not.toThrow('wrong-key');
	});

	it('no server: the error names the address at which none answers', async () => {
		await expect(
			withGlobalKey(simulator.current, picker, { baseUrl: 'http://127.0.0.1:9' }),
		).rejects.toMatchObject({
			message: 'No server answers at http://127.0.0.1:9',
		});
	});

	it('a Base URL that is no address: the error says how it must start', async () => {
		await expect(
			withGlobalKey(simulator.current, picker, { baseUrl: 'evolution' }),
		).rejects.toThrow('The Base URL must be a web address');
	});

	it('no license: the error says that the server is not activated, and gives its address', async () => {
		Object.assign(simulator.current.config, { version: '2.4.0', licensed: false });
		await expect(withGlobalKey(simulator.current, picker)).rejects.toMatchObject({
			message: expect.stringContaining('not activated'),
			description: expect.stringContaining(simulator.current.url),
		});
		simulator.current.config.version = '2.3.7';
	});

	it('a web page in place of data: the error says that there is no Evolution API', async () => {
		fail(simulator.current, { status: 200, body: '<html></html>' });
		await expect(withGlobalKey(simulator.current, picker)).rejects.toThrow(
			'There is no Evolution API at',
		);
	});
});

const OF_INSTANCE: typeof PICKERS = [
	...PICKERS.slice(1),
	['chats', searchChats],
	['labels', searchLabels],
];

describe.each(OF_INSTANCE)('the dropdown of %s', (_what, picker) => {
	it('asks to choose an instance first', async () => {
		await expect(withGlobalKey(simulator.current, picker, { instance: '' })).rejects.toThrow(
			'Choose an instance first',
		);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('says which instance does not exist', async () => {
		await expect(withGlobalKey(simulator.current, picker, { instance: 'support' })).rejects.toThrow(
			'The server has no instance "support"',
		);
	});

	it("says that an instance's key was entered in place of the global key", async () => {
		const chosen = { apiKey: 'demo-token', instance: 'new-phone' };
		await expect(withGlobalKey(simulator.current, picker, chosen)).rejects.toMatchObject({
			message: 'The key in the credential is that of the instance "demo", not the global key',
			description: expect.stringContaining('choose Instance API Key'),
		});
	});

	it('encodes slashes and question marks of an instance name in the URL, and refuses the name ..', async () => {
		await expect(withGlobalKey(simulator.current, picker, { instance: '..' })).rejects.toThrow(
			'"instance" cannot be ".."',
		);
		await expect(withGlobalKey(simulator.current, picker, { instance: 'a/b?c' })).rejects.toThrow(
			'no instance',
		);
		expect(arrived(simulator.current)[0].path).toMatch(/\/a%2Fb%3Fc$/);
	});

	it('shows the entries of the instance whose key is in the credential', async () => {
		expect(names(await withInstanceKey(simulator.current, picker)).length).toBeGreaterThan(0);
		expect(arrived(simulator.current)[0].path).toMatch(/\/demo$/);
	});
});

describe('the dropdown of instances', () => {
	it('shows all instances in alphabetical order, and says which are not connected', async () => {
		const { results } = await withGlobalKey(simulator.current, searchInstances);
		expect(results).toEqual([
			{ name: 'demo', value: 'demo' },
			{ name: 'new-phone (not connected)', value: 'new-phone' },
		]);
	});

	it('shows only the instance whose key is in the credential', async () => {
		expect(names(await withInstanceKey(simulator.current, searchInstances))).toEqual(['demo']);
	});
});

describe('the dropdown of contacts', () => {
	it('shows name and number, with the JID as value', async () => {
		const { results } = await withGlobalKey(simulator.current, searchContacts);
		expect(results).toEqual([
			{ name: 'Ana (5511988887777)', value: '5511988887777@s.whatsapp.net' },
			{ name: 'Bruno (5511977776666)', value: '5511977776666@s.whatsapp.net' },
			{ name: 'Carla (34612345678)', value: '34612345678@s.whatsapp.net' },
		]);
	});

	it('shows people only: no groups, no status, no channels', async () => {
		addContact('120363020202020202@g.us', 'Team');
		addContact('status@broadcast', 'Status');
		addContact('120363@newsletter', 'News');
		addContact('123456789012345@lid', 'Hidden');
		const { results } = await withGlobalKey(simulator.current, searchContacts);
		expect(results.map(({ value }) => value)).toContain('123456789012345@lid');
		expect(results).toHaveLength(4);
	});

	it('shows each name on one line, whatever people put into it', async () => {
		addContact('4915112345678@s.whatsapp.net', 'Carla (34612345678)\n\u202eOK');
		addContact('4915112345679@s.whatsapp.net', '\u200e\n');
		const shown = names(await withGlobalKey(simulator.current, searchContacts));
		expect(shown).toContain('Carla (34612345678) OK (4915112345678)');
		expect(shown).toContain('4915112345679');
		const recipients = names(await withGlobalKey(simulator.current, searchRecipients));
		expect(recipients).toContain('Carla (34612345678) OK (4915112345678)');
	});

	it('shows the number of a contact without a name', async () => {
		addContact('4915112345678@s.whatsapp.net', '');
		expect(names(await withGlobalKey(simulator.current, searchContacts))).toContain(
			'4915112345678',
		);
	});

	it.each([
		['bru', ['Bruno (5511977776666)']],
		['BRU', ['Bruno (5511977776666)']],
		['9888', ['Ana (5511988887777)']],
		['nobody', []],
	])('a search for "%s" in names and numbers finds %j', async (filter, found) => {
		expect(names(await withGlobalKey(simulator.current, searchContacts, { filter }))).toEqual(
			found,
		);
	});

	it('shows up to 200; the filter finds the others', async () => {
		for (let index = 0; index < 1000; index++) {
			addContact(`55119000${10_000 + index}@s.whatsapp.net`, `Person ${index}`);
		}
		expect((await withGlobalKey(simulator.current, searchContacts)).results).toHaveLength(200);
		const found = await withGlobalKey(simulator.current, searchContacts, { filter: 'person 987' });
		expect(names(found)).toEqual(['Person 987 (5511900010987)']);
	});
});

describe('the dropdown of groups', () => {
	it('shows the subject, with the JID as value', async () => {
		const { results } = await withGlobalKey(simulator.current, searchGroups);
		expect(results).toEqual([{ name: 'Team', value: '120363020202020202@g.us' }]);
	});

	it('reports that the instance is not connected', async () => {
		await expect(
			withGlobalKey(simulator.current, searchGroups, { instance: 'new-phone' }),
		).rejects.toThrow('The instance "new-phone" is not connected to WhatsApp');
	});

	it('finds groups by a part of their subject', async () => {
		expect(names(await withGlobalKey(simulator.current, searchGroups, { filter: 'TEA' }))).toEqual([
			'Team',
		]);
		expect(names(await withGlobalKey(simulator.current, searchGroups, { filter: 'x' }))).toEqual(
			[],
		);
	});
});

describe('the dropdown of recipients', () => {
	it('shows people and groups, with the JID as value', async () => {
		const { results } = await withGlobalKey(simulator.current, searchRecipients);
		expect(results).toEqual([
			{ name: 'Ana (5511988887777)', value: '5511988887777@s.whatsapp.net' },
			{ name: 'Bruno (5511977776666)', value: '5511977776666@s.whatsapp.net' },
			{ name: 'Carla (34612345678)', value: '34612345678@s.whatsapp.net' },
			{ name: 'Team (group)', value: '120363020202020202@g.us' },
		]);
	});

	it('shows only groups when "group" is searched for', async () => {
		const found = await withGlobalKey(simulator.current, searchRecipients, { filter: '(group' });
		expect(names(found)).toEqual(['Team (group)']);
	});

	it('shows people of an instance that is not connected', async () => {
		const demo = simulator.current.state.instances.get('demo');
		if (demo) demo.state = 'close';
		expect(names(await withGlobalKey(simulator.current, searchRecipients))).toHaveLength(3);
	});

	it('says that the instance is not connected when groups are searched for', async () => {
		const demo = simulator.current.state.instances.get('demo');
		if (demo) demo.state = 'close';
		await expect(
			withGlobalKey(simulator.current, searchRecipients, { filter: 'team' }),
		).rejects.toThrow('The instance "demo" is not connected to WhatsApp');
	});
});

it.each([
	['joao', 'João da Silva'],
	['JOÃO DA', 'João da Silva'],
	['+55 11 91234-0001', 'João da Silva'],
	['(11) 9 1234-0001', 'João da Silva'],
	['Zoë', 'zoe'],
	['👍', 'All 👍'],
])(
	'the search of a dropdown ignores capitals, accents, blanks and signs: "%s" finds "%s"',
	async (filter, name) => {
		addContact('5511912340001@s.whatsapp.net', 'João da Silva');
		addContact('5511912340002@s.whatsapp.net', 'zoe');
		addContact('5511912340003@s.whatsapp.net', 'All 👍');
		const { results } = await withGlobalKey(simulator.current, searchContacts, { filter });
		expect(results).toHaveLength(1);
		expect(results[0].name).toContain(name);
	},
);

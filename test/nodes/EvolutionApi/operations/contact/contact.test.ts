import type { IDataObject } from 'n8n-workflow';

import type { Contact } from '../../../../../simulator/state/instance';
import { bytesOf } from '../../../../support/binary';
import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, bodies, fail, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const ANA = '5511988887777';
const ANA_JID = `${ANA}@s.whatsapp.net`;
const TEAM = '120363020202020202@g.us';

const contact = async (
	operation: string,
	values: IDataObject = {},
	more: Partial<OperationRun> = {},
) => await runOperation(simulator.current, { resource: 'contact', operation, values, ...more });

function addContact(jid: string, name: string): void {
	const now = new Date().toISOString();
	const entry: Contact = { id: jid, jid, name, createdAt: now, updatedAt: now };
	simulator.current.state.instances.get('demo')?.contacts.set(jid, entry);
}

describe('Contact: bad input is refused before any request', () => {
	const cases: Array<[what: string, operation: string, values: IDataObject, message: RegExp]> = [
		[
			'block: a group',
			'block',
			{ recipient: TEAM },
			/^"Contact" is "120363020202020202@g\.us", which is a group/,
		],
		['profile: nobody', 'getProfile', { recipient: '={{ "" }}' }, /^"Contact" is empty/],
		['business profile: a group', 'getBusinessProfile', { recipient: TEAM }, /is a group$/],
		[
			'picture: a number that is too short',
			'getProfilePicture',
			{ recipient: '123' },
			/^"Contact or Group" is "123", which has 3 digits, but a phone number has 7 to 15/,
		],
		[
			'many: an unknown type',
			'getMany',
			{ filters: { contactType: '={{ "bots" }}' } },
			/^"Filters → Contact Type" must be all, groups, or people, not "bots"/,
		],
		[
			'many: a filter that is no number',
			'getMany',
			{ filters: { number: 'abc' } },
			/^"Filters → Number or JID" is "abc", which is not a valid phone number/,
		],
	];
	it.each(cases)('%s', async (_what, operation, values, message) => {
		const { error } = await contact(operation, values);
		expect(error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

it.each(['block', 'unblock', 'getBusinessProfile'])(
	'Contact → %s of an instance that was never connected gives an error that says so',
	async (operation) => {
		const { error } = await contact(operation, { recipient: ANA }, { instance: 'new-phone' });
		expect(error?.message).toBe('The instance "new-phone" is not connected to WhatsApp');
	},
);

describe('Contact → Block and Unblock', () => {
	it('of a number that is not on WhatsApp is an error', async () => {
		simulator.current.config.unknownNumbers = [ANA];
		const { error } = await contact('block', { recipient: ANA });
		simulator.current.config.unknownNumbers = [];
		expect(error?.message).toBe('The server does not know this group or chat');
	});

	it('give the new state of the contact', async () => {
		const blocked = () => simulator.current.state.instances.get('demo')?.account.blocked;
		const { items } = await contact('block', { recipient: '+55 11 98888-7777' });
		expect(items[0].json).toEqual({ blocked: true, number: ANA });
		expect([...(blocked() ?? [])]).toEqual([ANA_JID]);
		const freed = await contact('unblock', { recipient: ANA });
		expect(freed.items[0].json).toEqual({ blocked: false, number: ANA });
		expect(blocked()?.size).toBe(0);
	});
});

describe('Contact → Get Profile', () => {
	it('of a number that is not on WhatsApp is an error', async () => {
		simulator.current.config.unknownNumbers = [ANA];
		const { error } = await contact('getProfile', { recipient: ANA });
		simulator.current.config.unknownNumbers = [];
		expect(error?.message).toMatch(/^5511988887777.* is not on WhatsApp/);
	});

	it('gives the profile simplified, or as the server has it', async () => {
		const { items } = await contact('getProfile', { recipient: ANA });
		expect(items[0].json).toEqual({
			jid: ANA_JID,
			name: 'Ana',
			pictureUrl: expect.stringMatching(/^https:/),
			statusText: 'Hey there! I am using WhatsApp.',
			statusSetAt: '2023-11-14T22:13:20.000Z',
			isBusiness: false,
			email: null,
			description: null,
			website: null,
		});
		const raw = await contact('getProfile', { recipient: ANA, simplify: false });
		expect(raw.items[0].json).toMatchObject({ wuid: ANA_JID, numberExists: true });
	});
});

describe('Contact → Get Business Profile', () => {
	it('of a person who has none gives an item with isBusiness false and empty fields', async () => {
		const { items } = await contact('getBusinessProfile', { recipient: ANA });
		expect(items[0].json).toEqual({
			jid: ANA_JID,
			isBusiness: false,
			category: null,
			description: null,
			address: null,
			email: null,
			websites: [],
			timeZone: null,
			openingHours: [],
		});
	});

	it('gives the profile of a business', async () => {
		simulator.current.config.businessNumbers = [ANA];
		const { items } = await contact('getBusinessProfile', { recipient: ANA });
		simulator.current.config.businessNumbers = [];
		expect(items[0].json).toMatchObject({
			jid: ANA_JID,
			isBusiness: true,
			category: 'Other',
			websites: ['https://example.test'],
			timeZone: 'America/Sao_Paulo',
		});
	});
});

describe('Contact → Get Profile Picture', () => {
	const pictureAt = (profilePictureUrl: string | null) =>
		fail(simulator.current, { status: 200, body: { wuid: ANA_JID, profilePictureUrl } });

	it('gives null for a person who has none, or hides it, also with Download', async () => {
		pictureAt(null);
		const { error, items } = await contact('getProfilePicture', { recipient: ANA, download: true });
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({ jid: ANA_JID, profilePictureUrl: null });
		expect(items[0].binary).toBeUndefined();
	});

	it('gives an error where the picture is no longer there', async () => {
		pictureAt(`${simulator.current.url}/nothing-here`);
		const { error } = await contact('getProfilePicture', { recipient: ANA, download: true });
		expect(error?.message).toBe('The file could not be downloaded from WhatsApp');
	});

	it('outputs the URL of the picture, and downloads nothing by default', async () => {
		const { items } = await contact('getProfilePicture', { recipient: TEAM });
		expect(items[0].json.jid).toBe(TEAM);
		expect(items[0].json.profilePictureUrl).toMatch(/^https:\/\/pps\.whatsapp\.net\//);
		expect(items[0].binary).toBeUndefined();
	});

	it('with Download gives the picture itself', async () => {
		pictureAt(`${simulator.current.url}/phone/icon.svg`);
		const { error, items } = await contact('getProfilePicture', {
			recipient: ANA,
			download: true,
			outputBinaryPropertyName: 'picture',
		});
		expect(error).toBeUndefined();
		const file = items[0].binary?.picture;
		expect(file).toMatchObject({ fileName: `${ANA}.jpg`, mimeType: 'image/svg+xml' });
		expect((await bytesOf(file)).toString()).toContain('<svg');
	});
});

describe('Contact → Get Many', () => {
	const many = async (values: IDataObject = {}) =>
		(await contact('getMany', { returnAll: true, ...values })).items.map(({ json }) => json);
	const names = async (filters: IDataObject) => (await many({ filters })).map(({ name }) => name);

	it('gives no item where nothing matches', async () => {
		expect(await many({ filters: { number: '4915112345678' } })).toEqual([]);
	});

	it('finds a contact by phone number, which is sent as the JID', async () => {
		expect(await names({ number: '+55 11 98888-7777' })).toEqual(['Ana']);
		expect(bodies(simulator.current)[0].where).toEqual({ remoteJid: ANA_JID });
	});

	it('filters by type and part of the name in the node, since the server cannot', async () => {
		addContact(TEAM, 'Team');
		addContact('status@broadcast', '');
		expect(await names({ contactType: 'groups' })).toEqual(['Team']);
		expect(await names({ contactType: 'people' })).toEqual(['Ana', 'Bruno', 'Carla']);
		expect(await names({ nameContains: ' AR' })).toEqual(['Carla']);
		expect(await names({ contactType: 'all' })).toHaveLength(5);
	});

	it.each([
		['joao', 'João Açaí'],
		['munoz', 'Jose\u0301 Mun\u0303oz'],
		['STRASSE', 'Straße'],
		['istanbul isik', 'İstanbul Işık'],
		['lodz', 'Łódź'],
		['thor', 'Ænes Þór'],
		['camenzuli hal', 'Camenzuli Ħal'],
	])('finds by part of the name, typed without accents: %s', async (nameContains, name) => {
		addContact('5511912340001@s.whatsapp.net', name);
		expect(await many({ filters: { nameContains } })).toHaveLength(1);
	});

	it('gives each contact simplified', async () => {
		const [ana] = await many();
		expect(ana).toEqual({
			jid: ANA_JID,
			name: 'Ana',
			isGroup: false,
			isSaved: true,
			profilePictureUrl: expect.stringMatching(/^https:/),
			createdAt: expect.any(String),
			updatedAt: expect.any(String),
		});
	});

	it('removes line breaks from a name, whatever people put into it', async () => {
		addContact('34600000001@s.whatsapp.net', `Ana\n(${ANA})?\u202e`);
		expect(await names({ number: '34600000001' })).toEqual([`Ana (${ANA})?`]);
	});

	it('reads page after page, always with a page size', async () => {
		for (let index = 0; index < 150; index++) {
			addContact(`${15550000000 + index}@s.whatsapp.net`, `Person ${index}`);
		}
		expect(await many()).toHaveLength(153);
		expect(bodies(simulator.current)).toMatchObject([
			{ page: 1, offset: 100 },
			{ page: 2, offset: 100 },
		]);
		expect(await many({ returnAll: false, limit: 4 })).toHaveLength(4);
	});
});

describe('Contact → Check Numbers', () => {
	it('checks the numbers of 1,000 items in 20 requests, and outputs 1,000 items in the same order', async () => {
		const given = Array.from({ length: 1000 }, (_, index) => `${15550000000 + index}`);
		const { items } = await contact(
			'checkNumbers',
			{ numbers: '={{ $json.number }}', options: { delayBetweenRequests: 0 } },
			{ items: given.map((number) => ({ json: { number } })) },
		);
		expect(arrived(simulator.current)).toHaveLength(20);
		expect(items.map(({ json }) => json.number)).toEqual(given);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(given.map((_, item) => ({ item })));
	});

	it('gives an output with the reason for rows that cannot be numbers, and checks the others', async () => {
		const given = [ANA, 'abc', '', null, '5511988887777 5511977776666', ['x@y', '5511977776666']];
		const { items, error } = await contact(
			'checkNumbers',
			{ numbers: '={{ $json.number }}' },
			{ items: given.map((number) => ({ json: { number } })) },
		);
		expect(error).toBeUndefined();
		expect(bodies(simulator.current)).toEqual([{ numbers: [ANA, '5511977776666'] }]);
		expect(items.map(({ json, pairedItem }) => [pairedItem, json.exists, json.reason])).toEqual([
			[{ item: 0 }, true, null],
			[{ item: 1 }, false, 'The number is not a valid phone number'],
			[{ item: 2 }, false, 'The number is empty'],
			[{ item: 3 }, false, 'The number is empty'],
			[{ item: 4 }, false, 'The number is more than one number'],
			[{ item: 5 }, false, 'The number is not a WhatsApp address'],
			[{ item: 5 }, true, null],
		]);
		expect(items[1].json).toEqual({
			number: 'abc',
			exists: false,
			jid: null,
			name: null,
			reason: 'The number is not a valid phone number',
		});
	});

	it.each([
		['a column', `${ANA}\n5511977776666\r\n34612345678\n`],
		['a row of a table', `${ANA}\t5511977776666\t34612345678`],
		['a list with semicolons', `${ANA};5511977776666 ; 34612345678`],
		[
			'a line with several spaces between the numbers',
			`+55 11 98888-7777   5511977776666    34612345678`,
		],
	])('accepts numbers pasted as %s', async (_what, numbers) => {
		const { items } = await contact('checkNumbers', { numbers });
		expect(items.map(({ json }) => json.number)).toEqual([ANA, '5511977776666', '34612345678']);
	});
});

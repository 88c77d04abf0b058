import type { IDataObject } from 'n8n-workflow';

import { fileItem } from '../../../../support/binary';
import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const profile = async (
	operation: string,
	values: IDataObject = {},
	more: Partial<OperationRun> = {},
) => await runOperation(simulator.current, { resource: 'profile', operation, values, ...more });
const account = () => simulator.current.state.instances.get('demo')?.account;

describe('Profile: bad input is refused before any request', () => {
	const cases: Array<[what: string, operation: string, values: IDataObject, message: RegExp]> = [
		['a blank name', 'updateName', { profileName: '={{ " " }}' }, /^"Profile Name" is empty/],
		['no status text', 'updateStatusText', { statusText: '={{ "" }}' }, /^"Status Text" is empty/],
		[
			'a picture without an address',
			'updatePicture',
			{ mediaSource: 'url', mediaUrl: '={{ "" }}' },
			/^"URL" is empty/,
		],
		[
			'a picture on a host that the server does not fetch from',
			'updatePicture',
			{ mediaSource: 'url', mediaUrl: 'http://localhost/a.png' },
			/^"URL" is on the host "localhost", from which Evolution API does not download/,
		],
		[
			'a picture that is no Base64',
			'updatePicture',
			{ mediaSource: 'base64', mediaBase64: 'no base64!' },
			/^"Base64" is not valid Base64/,
		],
		[
			'a value that the privacy setting Online does not have',
			'updatePrivacySettings',
			{ privacy: { online: '={{ "contacts" }}' } },
			/^"Privacy Settings → Online" must be all or match_last_seen, not "contacts"/,
		],
		[
			'an unknown mode',
			'updatePrivacySettings',
			{ mode: '={{ "merge" }}' },
			/^"Other Settings" must be replace or update, not "merge"/,
		],
	];
	it.each(cases)('%s', async (_what, operation, values, message) => {
		const { error } = await profile(operation, values);
		expect(error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('a picture in a field that the item does not have', async () => {
		const { error } = await profile('updatePicture', { mediaSource: 'binary' });
		expect(error?.message).toMatch(
			/^"Input Data Field Name" is "data", but the input item has no such file/,
		);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

it.each([
	['getPrivacySettings', {}],
	['removePicture', {}],
	['updateName', { profileName: 'Shop' }],
	['updatePicture', { mediaSource: 'base64', mediaBase64: PNG }],
	['updatePrivacySettings', {}],
	['updateStatusText', { statusText: 'Open' }],
])(
	'Profile → %s of an instance that was never connected gives an error that says so',
	async (operation, values) => {
		const { error } = await profile(operation, values, { instance: 'new-phone' });
		expect(error?.message).toBe('The instance "new-phone" is not connected to WhatsApp');
	},
);

describe('Profile: privacy settings', () => {
	const now = {
		readreceipts: 'all',
		profile: 'all',
		status: 'contacts',
		online: 'all',
		last: 'contacts',
		groupadd: 'all',
	};

	it('are output as the server has them', async () => {
		expect((await profile('getPrivacySettings')).items[0].json).toEqual(now);
	});

	it('that are not given stay as they are, with Update', async () => {
		const privacy = { profile: 'none', online: 'match_last_seen' };
		const { items } = await profile('updatePrivacySettings', { privacy });
		expect(items[0].json).toEqual({ ...now, ...privacy });
		expect(arrived(simulator.current).map(({ method }) => method)).toEqual(['GET', 'POST']);
		expect(account()?.privacy).toEqual({ ...now, ...privacy });
	});

	it('that are not given are reset to those of a new account, with Replace', async () => {
		const privacy = { readreceipts: 'none' };
		const { items } = await profile('updatePrivacySettings', { mode: 'replace', privacy });
		expect(items[0].json).toEqual({
			...now,
			readreceipts: 'none',
			status: 'all',
			last: 'all',
		});
	});
});

describe('Profile picture:', () => {
	it('Update Picture sends a file of the item as Base64', async () => {
		const { error, items } = await profile(
			'updatePicture',
			{ mediaSource: 'binary' },
			{ items: [fileItem(Buffer.from(PNG, 'base64'), 'image/png') as { json: IDataObject }] },
		);
		expect(error).toBeUndefined();
		expect(items[0].json).toEqual({ updated: true });
		expect(bodies(simulator.current)).toEqual([{ picture: PNG }]);
		expect(account()?.picture).toBe(1);
	});

	it('Update Picture sends a URL as it is', async () => {
		await profile('updatePicture', {
			mediaSource: 'url',
			mediaUrl: ' https://127.0.0.1:9/me.jpg ',
		});
		expect(bodies(simulator.current)).toEqual([{ picture: 'https://127.0.0.1:9/me.jpg' }]);
	});

	it('Remove Picture removes the picture of the account', async () => {
		expect((await profile('removePicture')).items[0].json).toEqual({ deleted: true });
		expect(account()?.picture).toBeNull();
	});
});

it('Profile → Update Name changes the name', async () => {
	const { items } = await profile('updateName', { profileName: 'Shop' });
	expect(items[0].json).toEqual({ updated: true, profileName: 'Shop' });
	expect(simulator.current.state.instances.get('demo')?.profileName).toBe('Shop');
});

it('Profile → Update Status Text changes the text', async () => {
	const { items } = await profile('updateStatusText', { statusText: 'Open' });
	expect(items[0].json).toEqual({ updated: true, statusText: 'Open' });
	expect(account()?.about.status).toBe('Open');
});

import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const chatwoot = async (operation: string, values: IDataObject = {}) =>
	await runOperation(simulator.current, { resource: 'chatwoot', operation, values });
const update = async (values: IDataObject) =>
	await chatwoot('update', { enabled: true, mode: 'update', ...values });
const sent = () =>
	arrived(simulator.current)
		.filter(({ method }) => method === 'POST')
		.map(({ body }) => body);

const given = { accountId: '1', token: 'planted-token', url: 'https://chatwoot.example.com' };

describe('Chatwoot → Update', () => {
	it.each([
		[
			'a URL that is no web address',
			{ url: 'chatwoot' },
			/^"Chatwoot → URL" must be a web address, not "chatwoot"/,
		],
		[
			'an ignored chat that is no phone number',
			{ ignoreJids: 'me' },
			/^"Chatwoot → Ignored Chats" contains "me", which is not a valid phone number/,
		],
	])('with %s is refused before any request', async (_what, wrong, message) => {
		const { error } = await update({ chatwoot: { ...given, ...wrong } });
		expect(error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('without a token is refused', async () => {
		const { error } = await update({ chatwoot: { ...given, token: '' } });
		expect(error?.message).toBe('"Chatwoot → Token" is empty');
		expect(sent()).toEqual([]);
	});

	it('on a server that has Chatwoot switched off gives an error that says so', async () => {
		simulator.current.config.disabled = ['chatwoot'];
		const { error } = await update({ chatwoot: given });
		simulator.current.config.disabled = [];
		expect(error?.message).toBe('Chatwoot is switched off in the settings of the server');
		expect(error?.description).toContain('Set CHATWOOT_ENABLED=true');
	});

	it('sends all settings, with defaults for those not given, and does not output the token', async () => {
		const more = { signMsg: true, signDelimiter: ' -\\n', ignoreJids: '@g.us', autoCreate: false };
		const { error, items } = await update({ chatwoot: { ...given, ...more } });
		expect(error).toBeUndefined();
		expect(sent()).toEqual([
			{
				enabled: true,
				...given,
				signMsg: true,
				signDelimiter: ' -\n',
				nameInbox: '',
				reopenConversation: false,
				conversationPending: false,
				importContacts: false,
				mergeBrazilContacts: false,
				importMessages: false,
				daysLimitImportMessages: 0,
				ignoreJids: ['@g.us'],
				logo: '',
				organization: '',
				autoCreate: false,
			},
		]);
		expect(items[0].json).toMatchObject({ enabled: true, accountId: '1' });
		expect(JSON.stringify(items)).not.toContain('planted-token');
	});

	it('keeps the stored value of every setting that is not given, and switches off what is given as false', async () => {
		await update({ chatwoot: { ...given, signMsg: true, reopenConversation: true } });
		await update({ chatwoot: { reopenConversation: false } });
		expect(sent()[1]).toMatchObject({ ...given, signMsg: true, reopenConversation: false });
		await update({ enabled: false });
		expect(sent()[2]).toMatchObject({ enabled: false, ...given, signMsg: true });
	});

	it('with Other Settings: Reset to Default but no token is refused, although a token is stored', async () => {
		await update({ chatwoot: given });
		const { error } = await update({ mode: 'replace', chatwoot: { accountId: '2' } });
		expect(error?.message).toBe('"Chatwoot → Token" is empty');
	});

	it('can switch off a connection that was never made', async () => {
		const { error, items } = await update({ enabled: false });
		expect(error).toBeUndefined();
		expect(items[0].json.enabled).toBe(false);
	});
});

describe('Chatwoot → Get', () => {
	it('of a connection that was never made gives one that is disabled', async () => {
		const { items } = await chatwoot('get');
		expect(items[0].json).toMatchObject({ enabled: false, url: '' });
	});

	it('gives the token only on request', async () => {
		await update({ chatwoot: given });
		expect((await chatwoot('get')).items[0].json).not.toHaveProperty('token');
		const { items } = await chatwoot('get', { options: { includeSecrets: true } });
		expect(items[0].json.token).toBe('planted-token');
	});
});

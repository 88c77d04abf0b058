import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, forget, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const settings = (operation: string, values: IDataObject = {}) =>
	runOperation(simulator.current, { resource: 'settings', operation, values });
const update = (given: IDataObject, mode = 'update') =>
	settings('update', { mode, settings: given });
const written = async () =>
	arrived(simulator.current)
		.filter(({ method }) => method === 'POST')
		.map(({ body }) => body);

const DEFAULTS = {
	rejectCall: false,
	msgCall: '',
	groupsIgnore: false,
	alwaysOnline: false,
	readMessages: false,
	readStatus: false,
	syncFullHistory: false,
	wavoipToken: '',
};

describe('Settings → Update', () => {
	it('refuses an unknown value of Other Settings and a switch that is not true or false, before any request', async () => {
		const mode = await settings('update', { mode: '={{ "add" }}' });
		expect(mode.error?.message).toMatch(/^"Other Settings" must be replace or update, not "add"/);
		const flag = await update({ rejectCall: '={{ "maybe" }}' });
		expect(flag.error?.message).toMatch(
			/^"Settings → Reject Calls" must be true or false, not "maybe"/,
		);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('writes nothing when the present settings cannot be read', async () => {
		await fetch(`${simulator.current.url}/_sim/faults`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ path: '/settings/find', status: 500, body: {} }),
		});
		const { error } = await update({ rejectCall: true });
		expect(error?.message).toBe('The server answered HTTP 500 without saying why');
		expect(await written()).toEqual([]);
	});

	it('keeps settings that are not given, and can switch a setting off', async () => {
		await update({ rejectCall: true, msgCall: 'Write, please', alwaysOnline: true });
		forget(simulator.current);
		const { items } = await update({ rejectCall: false });
		expect(await written()).toEqual([
			{ ...DEFAULTS, rejectCall: false, msgCall: 'Write, please', alwaysOnline: true },
		]);
		expect(items[0].json).toMatchObject({ rejectCall: false, alwaysOnline: true });
	});

	it('clears Message for Rejected Calls if an empty text is given for it', async () => {
		await update({ msgCall: 'Write, please' });
		const { items } = await update({ msgCall: '' });
		expect(items[0].json.msgCall).toBe('');
		expect((await settings('get')).items[0].json.msgCall).toBe('');
	});

	it('resets all settings that are not given, with Replace', async () => {
		await update({ rejectCall: true, alwaysOnline: true });
		forget(simulator.current);
		await update({ readMessages: true }, 'replace');
		expect(await written()).toEqual([{ ...DEFAULTS, readMessages: true }]);
	});
});

describe('Settings → Get', () => {
	it('hides the WaVoIP token, and shows it only on request', async () => {
		await update({ wavoipToken: 'planted-token' });
		expect(JSON.stringify((await settings('get')).items)).not.toContain('planted-token');
		const { items } = await settings('get', { options: { includeSecrets: true } });
		expect(items[0].json.wavoipToken).toBe('planted-token');
	});
});

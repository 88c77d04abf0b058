import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const proxy = async (operation: string, values: IDataObject = {}) =>
	await runOperation(simulator.current, { resource: 'proxy', operation, values });
const update = async (values: IDataObject) =>
	await proxy('update', { enabled: true, mode: 'update', ...values });
const sent = () =>
	arrived(simulator.current)
		.filter(({ method }) => method === 'POST')
		.map(({ body }) => body);

const given = {
	host: '10.0.0.1',
	port: 3128,
	protocol: 'socks5',
	username: 'me',
	password: 'planted',
};

describe('Proxy → Update', () => {
	it.each([
		[
			'a port above 65535',
			{ port: 70_000 },
			/^"Proxy → Port" must be a whole number from 1 to 65535, not 70000/,
		],
		[
			'an unknown protocol',
			{ protocol: '={{ "ftp" }}' },
			/^"Proxy → Protocol" must be http, https, socks4, or socks5, not "ftp"/,
		],
	])('with %s is refused before any request', async (_what, wrong, message) => {
		const { error } = await update({ proxy: { ...given, ...wrong } });
		expect(error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('without an address is refused', async () => {
		const { error } = await update({});
		expect(error?.message).toBe('"Proxy → Host" is empty');
		expect(sent()).toEqual([]);
	});

	it('to a proxy that does not work gives an error that says so', async () => {
		const { error } = await update({ proxy: { ...given, port: 9 } });
		expect(error?.message).toBe('Evolution API refused the request: Invalid proxy');
	});

	it('keeps what is not given, and hides the password', async () => {
		await update({ proxy: given });
		const { items } = await update({ proxy: { host: '10.0.0.2' } });
		expect(sent()[1]).toEqual({ enabled: true, ...given, host: '10.0.0.2', port: '3128' });
		expect(items[0].json).toEqual({
			instanceName: 'demo',
			enabled: true,
			host: '10.0.0.2',
			port: '3128',
			protocol: 'socks5',
			username: 'me',
		});
	});

	it('resets port and protocol and clears user name and password if they are not given, with Replace', async () => {
		await update({ proxy: given });
		await update({ mode: 'replace', proxy: { host: '10.0.0.2' } });
		expect(sent()[1]).toEqual({
			enabled: true,
			host: '10.0.0.2',
			port: '8080',
			protocol: 'http',
			username: '',
			password: '',
		});
	});

	it('switches the proxy off, and needs an address to switch it on again', async () => {
		await update({ proxy: given });
		const { items } = await update({ enabled: false });
		expect(items[0].json).toMatchObject({ enabled: false, host: '' });
		expect((await update({})).error?.message).toBe('"Proxy → Host" is empty');
		await update({ proxy: { host: '10.0.0.3' } });
		expect(sent().at(-1)).toMatchObject({ host: '10.0.0.3', port: '8080', protocol: 'http' });
	});
});

describe('Proxy → Get', () => {
	it('of a proxy that was never set gives one that is disabled', async () => {
		const { items } = await proxy('get');
		expect(items[0].json).toEqual({
			enabled: false,
			host: '',
			port: '',
			protocol: '',
			username: '',
		});
	});

	it('gives the password only on request', async () => {
		await update({ proxy: given });
		expect((await proxy('get')).items[0].json).not.toHaveProperty('password');
		const { items } = await proxy('get', { options: { includeSecrets: true } });
		expect(items[0].json).toMatchObject({ host: '10.0.0.1', password: 'planted' });
	});
});

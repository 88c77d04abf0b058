import path from 'node:path';
import { HELP, readOptions, UsageError } from '../../dev/options';

describe('npm start: options', () => {
	it.each([
		['--n8n-port', 'abc'],
		['--n8n-port', '0'],
		['--simulator-port', '70000'],
		['--simulator-port', '80.5'],
	])('%s %s is refused with the name of the option', (option, value) => {
		expect(() => readOptions([option, value], {})).toThrow(UsageError);
		expect(() => readOptions([option, value], {})).toThrow(`${option} must be a port number`);
	});

	it('a bad port in the environment is refused with the name of the variable', () => {
		expect(() => readOptions([], { N8N_PORT: 'x' })).toThrow('N8N_PORT must be a port number');
	});

	it('an unknown option points to the help', () => {
		expect(() => readOptions(['--port', '1'], {})).toThrow(/--port[^]*npm start -- --help/);
	});

	it('the same port for n8n and the simulator is refused', () => {
		expect(() => readOptions(['--n8n-port', '8080'], {})).toThrow('cannot share port 8080');
	});

	it('the address of a real server without its key is refused', () => {
		const env = { EVOLUTION_API_URL: 'https://evolution.example.com' };
		expect(() => readOptions([], env)).toThrow('EVOLUTION_API_KEY must be set');
	});

	it('a server address without a scheme is refused', () => {
		const env = { EVOLUTION_API_URL: 'evolution.example.com', EVOLUTION_API_KEY: 'k' };
		expect(() => readOptions([], env)).toThrow('must begin with http:// or https://');
	});

	it('an unknown kind of server is refused, and so is a kind together with the address of a real server', () => {
		expect(() => readOptions(['--server', 'rust'], {})).toThrow('--server must be api or go');
		const env = { EVOLUTION_API_URL: 'https://evolution.example.com', EVOLUTION_API_KEY: 'k' };
		expect(() => readOptions(['--server', 'go'], env)).toThrow('leave out --server');
	});

	it('Evolution Go can be chosen for the simulator', () => {
		const { simulated } = readOptions(['--server', 'go', '--version', '0.6.1'], {});
		expect(simulated).toEqual({ server: 'go', version: '0.6.1' });
		expect(readOptions([], {}).simulated).toEqual({ server: 'api', version: undefined });
	});

	it.each([
		[['--n8n-url', 'localhost:5678', '--n8n-key', 'k'], '--n8n-url must be an address'],
		[['--n8n-url', 'http://localhost:5678'], 'needs the API key'],
		[['--n8n-key', 'k'], '--n8n-key is for an n8n that runs already'],
		[['--simulator-url', 'http://x:1'], '--simulator-url is for an n8n that runs already'],
		[['--n8n-url', 'http://x', '--n8n-port', '1'], 'leave out --n8n-port'],
		[
			['--n8n-url', 'http://x', '--n8n-key', 'k', '--simulator-url', 'x:1'],
			'--simulator-url must be an address',
		],
	])(
		'an incomplete or contradictory set of options about a running n8n is refused: %j',
		(args, message) => {
			expect(() => readOptions(args, {})).toThrow(UsageError);
			expect(() => readOptions(args, {})).toThrow(message);
		},
	);

	it("--simulator-url is refused beside a server of one's own, which has no simulator", () => {
		const env = { EVOLUTION_API_URL: 'https://evolution.example.com', EVOLUTION_API_KEY: 'k' };
		const args = ['--n8n-url', 'http://x', '--n8n-key', 'k', '--simulator-url', 'http://x:1'];
		expect(() => readOptions(args, env)).toThrow('leave out --simulator-url');
	});

	it('accepts the address of a running n8n, with its key from the environment', () => {
		const args = ['--n8n-url', 'http://localhost:5678/', '--simulator-url', 'http://host:8080'];
		expect(readOptions(args, { N8N_API_KEY: 'k' }).foreign).toEqual({
			url: 'http://localhost:5678',
			key: 'k',
			simulatorUrl: 'http://host:8080',
		});
		expect(readOptions([], { N8N_API_KEY: 'k' }).foreign).toBeUndefined();
	});

	it('without options, it uses the default ports, keeps its data in the checkout, and simulates Evolution API', () => {
		expect(readOptions([], {})).toEqual({
			help: false,
			n8nPort: 5678,
			simulatorPort: 8080,
			simulated: { server: 'api', version: undefined },
			dataFolder: path.resolve(__dirname, '../../.dev'),
			server: undefined,
			simulatorKey: undefined,
		});
	});

	it('the command line has priority over the environment', () => {
		const env = { N8N_PORT: '1111', SIMULATOR_PORT: '2222' };
		const options = readOptions(['--n8n-port', '3333', '--data-folder', 'elsewhere'], env);
		expect(options).toMatchObject({ n8nPort: 3333, simulatorPort: 2222 });
		expect(options.dataFolder).toBe(path.resolve('elsewhere'));
	});

	it("a real server: the instance's credential gets EVOLUTION_INSTANCE_KEY if it is set, or else the server's key", () => {
		const env = {
			EVOLUTION_API_URL: 'https://evolution.example.com/api',
			EVOLUTION_API_KEY: 'global',
			EVOLUTION_INSTANCE: 'shop',
		};
		const url = env.EVOLUTION_API_URL;
		expect(readOptions([], env).server).toEqual({
			url,
			key: 'global',
			instance: { name: 'shop', key: 'global' },
		});
		expect(readOptions([], { ...env, EVOLUTION_INSTANCE_KEY: 'own' }).server?.instance?.key).toBe(
			'own',
		);
		expect(readOptions([], { ...env, EVOLUTION_INSTANCE: '' }).server).toEqual({
			url,
			key: 'global',
			instance: undefined,
		});
	});

	it('the help names every option and variable', () => {
		for (const name of [
			'--n8n-port',
			'--simulator-port',
			'--data-folder',
			'--n8n-url',
			'--n8n-key',
			'--simulator-url',
			'N8N_API_KEY',
			'EVOLUTION_API_URL',
		]) {
			expect(HELP).toContain(name);
		}
		expect(readOptions(['--help'], {}).help).toBe(true);
	});
});

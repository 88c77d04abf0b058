import { HELP, readOptions } from '../../../dev/conformance/options';
import { UsageError } from '../../../dev/options';

const SERVER = ['--url', 'https://evolution.example.com/', '--key', 'k'];

describe('npm run conformance: options', () => {
	it.each<[what: string, args: string[], problem: RegExp]>([
		['an unknown option', ['--port', '1'], /--port[^]*npm run conformance -- --help/],
		['a server without its key', ['--url', 'http://localhost'], /--url needs --key/],
		['an address without a scheme', ['--url', 'localhost:8080', '--key', 'k'], /http:\/\//],
		['an instance of no server', ['--instance', 'a', '--recipient', '5511988887777'], /--url and/],
		['an instance without a recipient', [...SERVER, '--instance', 'a'], /--recipient must be/],
		[
			'a recipient who is no number',
			[...SERVER, '--instance', 'a', '--recipient', '+55 11 98888-7777'],
			/digits only/,
		],
		['changes on no instance', [...SERVER, '--allow-changes'], /only work with --instance/],
		['a server that nobody knows', ['--server', 'waha'], /api or go/],
		['a token of Evolution API', ['--token', 't'], /for --server go/],
		['a version of a real server', [...SERVER, '--version', '2.2.3'], /reports its own/],
	])('%s is refused, and the error says what to enter', (_what, args, problem) => {
		expect(() => readOptions(args, {})).toThrow(UsageError);
		expect(() => readOptions(args, {})).toThrow(problem);
	});

	it('without options it starts a simulator of 2.3.7', () => {
		expect(readOptions([], { EVOLUTION_API_KEY: 'left over' })).toEqual({
			help: false,
			version: '2.3.7',
			callbackHost: '127.0.0.1',
			server: undefined,
			phone: undefined,
			json: undefined,
			markdown: undefined,
		});
	});

	it('address and key can come from the environment, which keeps the key out of the process list', () => {
		const env = { EVOLUTION_API_URL: 'http://localhost:8080', EVOLUTION_API_KEY: 'k' };
		const { server, callbackHost } = readOptions([], env);
		expect(server).toEqual({ url: 'http://localhost:8080', key: 'k' });
		expect(callbackHost).toBe('127.0.0.1');
	});

	it('a server on another computer: the host to which it sends events is set only by --callback-host', () => {
		expect(readOptions(SERVER, {}).callbackHost).toBeUndefined();
		expect(readOptions([...SERVER, '--callback-host', '10.0.0.2'], {}).callbackHost).toBe(
			'10.0.0.2',
		);
	});

	it('on an existing instance nothing is changed unless an option allows it', () => {
		const phone = ['--instance', 'shop', '--recipient', '5511988887777'];
		expect(readOptions([...SERVER, ...phone], {}).phone).toEqual({
			instance: 'shop',
			recipient: '5511988887777',
			mayChange: false,
		});
		const { phone: changed } = readOptions([...SERVER, ...phone, '--allow-changes'], {});
		expect(changed?.mayChange).toBe(true);
	});

	it('the help names every option', () => {
		for (const option of ['--url', '--key', '--version', '--instance', '--recipient', '--json']) {
			expect(HELP).toContain(option);
		}
	});
});

describe('npm run conformance -- --server go: options', () => {
	const GO = ['--server', 'go'];
	const REAL = [...GO, '--url', 'https://go.example.com/'];
	const person = ['--recipient', '5511988887777'];

	it.each<[what: string, args: string[], problem: RegExp]>([
		['a server without a key', REAL, /--token or --global-key/],
		['a token of no server', [...GO, '--token', 't', ...person], /add --url/],
		['a token without a recipient', [...REAL, '--token', 't'], /--token sends messages/],
		['an instance without the global key', [...REAL, '--token', 't', '--instance', 'a'], /needs/],
		['a recipient without a phone', [...REAL, '--global-key', 'k', ...person], /only work with/],
		['an address without a scheme', [...GO, '--url', 'x:8080', '--token', 't', ...person], /http/],
		['the key of Evolution API', [...GO, '--key', 'k'], /for Evolution API/],
	])('%s is refused, and the error says what to enter', (_what, args, problem) => {
		expect(() => readOptions(args, {})).toThrow(UsageError);
		expect(() => readOptions(args, {})).toThrow(problem);
	});

	it('without further options it tests a simulator, and writes no file, even with EVOLUTION_GO_KEY set', () => {
		const { go, markdown } = readOptions(GO, { EVOLUTION_GO_KEY: 'left over' });
		expect([go, markdown]).toEqual([{}, undefined]);
	});

	it('a real server: changes are not allowed by default, and the report is written to a file', () => {
		const { go, markdown } = readOptions([...REAL, '--token', 't', ...person], {});
		expect(go).toEqual({
			server: { url: 'https://go.example.com', token: 't' },
			phone: { instance: '', recipient: '5511988887777', mayChange: false },
		});
		expect(markdown).toBe('evolution-go.md');
	});

	it('the global key can come from the environment, which keeps it out of the process list', () => {
		const args = [...REAL, '--instance', 'shop', ...person, '--json', 'out.json'];
		const { go, markdown } = readOptions(args, { EVOLUTION_GO_KEY: 'k' });
		expect([go?.server?.globalKey, go?.phone?.instance, markdown]).toEqual([
			'k',
			'shop',
			undefined,
		]);
	});

	it('the help names every option', () => {
		for (const option of ['--server', '--token', '--global-key']) expect(HELP).toContain(option);
	});
});

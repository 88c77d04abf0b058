import { readOptions } from './options';

it('soak options: a value that is no number is refused', () => {
	expect(() => readOptions(['--events', 'many'])).toThrow(
		'--events must be a whole number, not "many".',
	);
	expect(() => readOptions(['--evnets', '5'])).toThrow('--evnets');
});

it('soak options: an unknown connection method is refused', () => {
	expect(() => readOptions(['--through', 'websocket'])).toThrow(
		'--through must be webhook or webSocket, not "websocket".',
	);
	expect(readOptions([]).through).toBe('webhook');
	expect(readOptions(['--through', 'webSocket']).through).toBe('webSocket');
});

it('soak options: an unknown server is refused, and so is WebSocket with Evolution Go', () => {
	expect(() => readOptions(['--server', 'Go'])).toThrow('--server must be api or go, not "Go".');
	expect(() => readOptions(['--server', 'go', '--through', 'webSocket'])).toThrow('webhook only');
	expect(readOptions([]).server).toBe('api');
	expect(readOptions(['--server', 'go']).server).toBe('go');
});

it('soak options: --quick lowers the numbers of the test, and each number can still be chosen', () => {
	const whole = readOptions([]);
	const quick = readOptions(['--quick', '--changes', '7', '--seed', '42']);
	expect(whole).toMatchObject({ events: 20_000, changes: 200 });
	expect(quick.events).toBeLessThan(whole.events);
	expect(quick).toMatchObject({ changes: 7, seed: 42 });
	expect(String(whole.seed)).toMatch(/^20\d{6}$/);
});

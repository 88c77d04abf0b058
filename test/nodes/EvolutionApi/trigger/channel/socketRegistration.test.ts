import { fail, useSimulator } from '../../../../support/simulator';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);
const path = '/socket.io/';

describe('WebSocket: a trigger that cannot receive does not become active', () => {
	const activation = async (parameters = {}) =>
		await stage.n8n
			.workflow('one', {
				options: { connection: { values: { method: 'webSocket' } } },
				...parameters,
			})
			.activate();

	it('because WebSocket is switched off on the server', async () => {
		simulator.current.config.disabled.push('websocket');
		await expect(activation()).rejects.toThrow('WEBSOCKET_ENABLED=true');
	});

	it('because a proxy answers with a page', async () => {
		fail(simulator.current, { path, status: 200, body: '<html>Welcome</html>', times: 99 });
		await expect(activation()).rejects.toThrow('does not answer like a Socket.IO server');
	});

	it('because the key is refused', async () => {
		simulator.current.config.websocket.allowedHosts = [];
		fail(simulator.current, {
			path,
			status: 403,
			body: { code: 4, message: 'Invalid global token' },
			times: 99,
		});
		await expect(activation()).rejects.toThrow('refused the API key');
	});

	it('because the server does not know one of its events', async () => {
		await expect(activation({ events: ['CALL', 'NO_SUCH_EVENT'] })).rejects.toThrow(
			'The server does not know the event "NO_SUCH_EVENT"',
		);
	});
});

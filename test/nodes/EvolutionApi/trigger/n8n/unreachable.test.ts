import dns from 'node:dns';

import { useSimulator } from '../../../../support/simulator';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);
afterEach(() => jest.restoreAllMocks());

function moveServer(host: string): void {
	const { lookup } = dns;
	const toHere = (_name: string, ...rest: unknown[]) =>
		(lookup as (...given: unknown[]) => void)('127.0.0.1', ...rest);
	jest.spyOn(dns, 'lookup').mockImplementation(toHere as never);
	const { port } = new URL(simulator.current.url);
	stage.n8n.credential.baseUrl = `http://${host}:${port}`;
}

const said = () => JSON.stringify(stage.n8n.logged);
const behind = (baseUrl: string) => ({ options: { connection: { values: { baseUrl } } } });

describe('a workflow is published at an address that the server cannot reach', () => {
	it("n8n's own localhost, and a server elsewhere: n8n's log says so at once", async () => {
		moveServer('evolution.example.com');
		await stage.n8n.workflow('one').activate();
		expect(said()).toContain('which works only on the machine of n8n, and the server is elsewhere');
		expect(said()).toContain('run System → Check Setup');
	});

	it('a private address, and a server in the internet: the same, and it is published', async () => {
		moveServer('evolution.example.com');
		await stage.n8n.workflow('one', behind('http://192.168.0.5:5678')).activate();
		expect(said()).toContain('http://192.168.0.5:5678, an address in a private network');
		const webhook = simulator.current.state.instances.get('demo')?.webhook;
		expect(webhook?.url).toContain('http://192.168.0.5:5678/webhook/');
	});

	it('a name of the same Docker network: nothing is said', async () => {
		moveServer('evolution-api');
		await stage.n8n.workflow('one', behind('http://n8n:5678')).activate();
		expect(said()).not.toContain('Check Setup');
	});
});

import { n8nEnvironment } from '../../../dev/n8n/environment';

const place = {
	port: 5678,
	brokerPort: 40000,
	userFolder: '/data',
	node: '/runtime/bin/node',
};

describe('the environment of the private n8n', () => {
	it("the person's own n8n, its database and secrets stay out", () => {
		const env = n8nEnvironment(place, {
			DB_TYPE: 'postgresdb',
			N8N_ENCRYPTION_KEY: 'secret',
			N8N_PORT: '1',
			EVOLUTION_API_KEY: 'secret',
			NODE_OPTIONS: '--inspect',
		});
		expect(env).not.toHaveProperty('DB_TYPE');
		expect(env).not.toHaveProperty('NODE_OPTIONS');
		expect(Object.values(env)).not.toContain('secret');
		expect(env.N8N_PORT).toBe('5678');
	});

	it('telemetry and update checks are off, and only this machine can connect', () => {
		expect(n8nEnvironment(place, {})).toMatchObject({
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_LISTEN_ADDRESS: '127.0.0.1',
		});
	});

	it('a company proxy is kept, but never used for this machine', () => {
		const env = n8nEnvironment(place, { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.corp' });
		expect(env.HTTPS_PROXY).toBe('http://proxy:3128');
		expect(env.NO_PROXY).toBe('.corp,localhost,127.0.0.1');
	});
});

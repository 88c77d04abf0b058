import { n8nEnvironment } from '../../../dev/n8n/environment';

const place = {
	port: 5678,
	brokerPort: 40000,
	userFolder: '/data',
	node: '/runtime/bin/node',
};

describe('npm start: the environment of the n8n that it starts', () => {
	it('has no variable of another n8n on this computer: no database, no secret', () => {
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

	it('switches telemetry and update checks off, and accepts only connections from this machine', () => {
		expect(n8nEnvironment(place, {})).toMatchObject({
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_LISTEN_ADDRESS: '127.0.0.1',
		});
	});

	it('keeps a company proxy, but not for addresses of this machine', () => {
		const env = n8nEnvironment(place, { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.corp' });
		expect(env.HTTPS_PROXY).toBe('http://proxy:3128');
		expect(env.NO_PROXY).toBe('.corp,localhost,127.0.0.1');
	});
});

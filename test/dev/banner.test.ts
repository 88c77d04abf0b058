import { summary } from '../../dev/banner';

const simulated = {
	editor: 'http://localhost:5680/workflow/evolutionSendText',
	server: { url: 'http://127.0.0.1:8090', key: 'simulator-key' },
	simulated: true,
	ownKey: false,
	converter: 'http://localhost:5999',
};

describe('npm start: what it prints when everything runs', () => {
	it('a key from the environment is never printed', () => {
		const server = { url: 'https://evolution.example.com', key: 'very-secret' };
		const real = summary({ ...simulated, server, simulated: false, ownKey: true });
		expect(real).toContain('https://evolution.example.com');
		expect(real).not.toContain('very-secret');
		expect(real).not.toContain('Phone page');
		const own = { ...simulated.server, key: 'very-secret' };
		expect(summary({ ...simulated, server: own, ownKey: true })).not.toContain('very-secret');
	});

	it('an n8n that was running before: prints its address, and no login', () => {
		const text = summary({ ...simulated, editor: 'https://n8n.example.com', isForeign: true });
		expect(text).toMatch(/n8n editor +https:\/\/n8n\.example\.com\n/);
		expect(text).not.toContain('password');
	});

	it('prints the addresses of the editor, the phone page, the converter and the server, and the login', () => {
		const text = summary(simulated);
		for (const line of [
			/n8n editor +http:\/\/localhost:5680\/workflow\/evolutionSendText\n/,
			/Phone page +http:\/\/localhost:8090\/phone\n/,
			/Converter +http:\/\/localhost:5999 /,
			/Evolution API +http:\/\/localhost:8090 .*simulator-key/,
			/owner@example.com +password: /,
		]) {
			expect(text).toMatch(line);
		}
	});
});

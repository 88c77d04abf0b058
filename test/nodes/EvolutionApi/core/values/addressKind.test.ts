import { classifyAddress } from '../../../../../nodes/EvolutionApi/core/values/addressKind';

it.each([
	['http://localhost:5678', 'loopback'],
	['http://LOCALHOST/webhook/1', 'loopback'],
	['http://n8n.localhost', 'loopback'],
	['http://127.0.0.1:5678', 'loopback'],
	['http://127.8.9.1', 'loopback'],
	['http://0.0.0.0:5678', 'loopback'],
	['http://[::1]:5678', 'loopback'],
	['http://[::ffff:127.0.0.1]:5678', 'loopback'],
	['http://10.0.0.7', 'private'],
	['http://172.16.0.1', 'private'],
	['http://172.31.255.1', 'private'],
	['http://192.168.1.20:5678', 'private'],
	['http://169.254.10.10', 'private'],
	['http://100.64.0.1', 'private'],
	['http://[fd12:3456::1]:5678', 'private'],
	['http://[fe80::1]', 'private'],
	['http://n8n:5678', 'name'],
	['http://my_n8n:5678', 'name'],
	['http://host.docker.internal:5678', 'name'],
	['http://nas.local', 'name'],
	['http://nas.home.arpa.', 'name'],
	['https://n8n.example.com', 'public'],
	['https://10.example.com', 'public'],
	['https://localhost.example.com', 'public'],
	['http://172.32.0.1', 'public'],
	['http://100.128.0.1', 'public'],
	['http://[2001:db8::1]', 'public'],
	['not an address', 'public'],
])('the webhook address %s is classified as %s', (url, kind) => {
	expect(classifyAddress(url)).toBe(kind);
});

import { runOperationWith } from '../../../dev/engine/operation';
import { useSimulator } from '../../support/simulator';

// Tests Base URLs that people have entered with a path at the end. The server answers, but has no API below that path.

const simulator = useSimulator();

const send = async (end: string) => {
	const { url, key: apiKey } = simulator.current;
	const credentials = { evolutionGlobalKeyApi: { baseUrl: `${url}${end}`, apiKey } };
	const { error } = await runOperationWith(
		{ authentication: 'globalKey', credentials },
		{
			resource: 'message',
			operation: 'sendText',
			instance: 'demo',
			values: { recipient: '5511988887777', text: 'Hello' },
		},
	);
	return { url, error };
};

it.each([
	['the page of its documentation', '/docs'],
	['a path that another server has (evolution-foundation/evolution-api#1010)', '/evolution'],
	['the version of the API', '/v2'],
	['a route', '/instance/fetchInstances'],
	['a route with an instance', '/message/sendText/demo'],
	['a webhook, as it stands in n8n', '/webhook/x'],
])('%s: which part of the Base URL is too much', async (_what, end) => {
	const { url, error } = await send(end);
	expect(error?.message).toContain(`has nothing below ${end}, the path of the Base URL`);
	expect(error?.description).toContain(`Enter ${url} as Base URL`);
	expect(error?.description).not.toContain('It may still have been done');
});

it.each([
	['the page of an instance in the manager', '/manager/instance/abc/dashboard'],
	['the login of the manager', '/manager/login'],
])('%s: without "/manager" it works', async (_what, end) => {
	const { url, error } = await send(end);
	expect(error?.description).toContain(
		`Remove "/manager" from the Base URL in the credential: ${url}`,
	);
});

it('two slashes at the end of the Base URL do no harm', async () => {
	const { error } = await send('//');
	expect(error).toBeUndefined();
});

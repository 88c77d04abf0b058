import { convert } from '../../../../../converter/convert';
import type { NodeJson, WorkflowJson } from '../../../../../converter/workflow';
import { isOurType } from '../../../../../dev/ourPackage';

// Tests when the converter is certain that a node calls Evolution Go, and its advice about the node's key.

interface Asked {
	readonly name?: string;
	readonly url?: string;
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: object;
	readonly more?: object;
}

const NUMBER = { parameters: [{ name: 'number', value: '5511988887777' }] };

const asking = ({ name = 'Ask', url, method = 'POST', headers, body, more }: Asked): NodeJson => ({
	name,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	position: [0, 0],
	parameters: {
		method,
		url: url ?? 'https://go.example.com/send/text',
		sendHeaders: true,
		headerParameters: {
			parameters: Object.entries(headers ?? { apikey: 'secret-token' }).map(([key, value]) => ({
				name: key,
				value,
			})),
		},
		...(method === 'GET'
			? {}
			: {
					sendBody: true,
					specifyBody: 'json',
					jsonBody: JSON.stringify(body ?? { number: '5511988887777', text: 'Hello' }),
				}),
		...more,
	},
});

function converted(nodes: NodeJson[], connections: object = {}) {
	const { result, report } = convert({ nodes, connections });
	const after = (result as WorkflowJson).nodes as NodeJson[];
	const lines = report.lines.map(({ kind, node, text }) => `${kind} ${node}: ${text}`);
	return { after, text: lines.join('\n') };
}

describe('converter: an HTTP Request that may be meant for another program than Evolution Go is left as it is, with the reason', () => {
	it.each<[what: string, asked: Asked, why: string]>([
		['the header token', { headers: { token: 'x' } }, 'in the header token, as with uazapi'],
		['no key', { headers: {} }, 'it has no header apikey'],
		['the login of Supabase', { headers: { apikey: 'x', Authorization: 'y' } }, 'another kind'],
		['a credential of any kind', { more: { authentication: 'genericCredentialType' } }, 'another'],
		['the address of uazapi', { url: 'https://free.uazapi.com/send/text' }, 'another program'],
		[
			'a route that other programs have, too',
			{ url: 'https://x.example.com/group/list', method: 'GET' },
			'only the route suggests it',
		],
		[
			'a route about users, with the body of another program',
			{ url: 'https://x.example.com/user/info', body: { id: 5 } },
			'only the route suggests it',
		],
		[
			'a text message in the format of another program',
			{ body: { to: '5511988887777', text: 'Hello' } },
			'only the route suggests it',
		],
		[
			'a route that deletes messages, with the body of another program',
			{ url: 'https://x.example.com/message/delete', body: { id: 5 } },
			'only the route suggests it',
		],
		[
			'pagination',
			{ more: { options: { pagination: { pagination: {} } } } },
			'It uses Pagination, which',
		],
		[
			'a form',
			{ more: { contentType: 'form-urlencoded', bodyParameters: NUMBER } },
			'It sends a form',
		],
	])('if it has %s', (_what, asked, why) => {
		const before = asking(asked);
		const { after, text } = converted([before]);
		expect(after).toEqual([before]);
		expect(text).toContain(`left Ask: `);
		expect(text).toContain(why);
	});

	it('a GET of /group/list without a key is left, too, and not reported', () => {
		const before = asking({
			url: 'https://x.example.com/group/list',
			method: 'GET',
			headers: {},
		});
		expect(converted([before]).text).not.toContain('Evolution Go,');
	});
});

describe('converter: an HTTP Request to Evolution API is not converted to a node for Evolution Go', () => {
	it.each<[url: string, body: object]>([
		['https://evo.example.com/message/sendText/shop', { number: '5511988887777', text: 'Hello' }],
		['https://evo.example.com/instance/create', { instanceName: 'shop' }],
	])('%s', (url, body) => {
		const [{ type, parameters }] = converted([asking({ url, body })]).after;
		expect([isOurType(type), parameters.authentication]).toEqual([true, 'globalKey']);
	});
});

describe('converter: an HTTP Request to Evolution Go is converted', () => {
	it('if it creates an instance with a token', () => {
		const url = 'https://go.example.com/instance/create';
		const { after, text } = converted([asking({ url, body: { name: 'shop', token: 'x' } })]);
		expect(after[0].parameters).toMatchObject({
			authentication: 'evolutionGo',
			resource: 'apiRequest',
			path: '/instance/create',
		});
		expect(text).toContain('into Global API Key of the credential');
	});

	it('if an expression makes its body', () => {
		const { after } = converted([asking({ more: { jsonBody: '={{ $json.body }}' } })]);
		expect(after[0].parameters).toMatchObject({
			authentication: 'evolutionGo',
			resource: 'apiRequest',
			path: '/send/text',
		});
	});

	it('if other programs have its route, too, but another node shows that this server is Evolution Go', () => {
		const url = 'https://go.example.com/group/list';
		const { after } = converted([asking({}), asking({ name: 'Groups', url, method: 'GET' })]);
		expect(after.map(({ parameters }) => parameters.authentication)).toEqual([
			'evolutionGo',
			'evolutionGo',
		]);
	});

	it('to API Request, if a later node reads its answer', () => {
		const set: NodeJson = {
			name: 'Set',
			type: 'n8n-nodes-base.set',
			parameters: { value: '={{ $json.data.Info.ID }}' },
		};
		const link = { main: [[{ node: 'Set', type: 'main', index: 0 }]] };
		const { after, text } = converted([asking({}), set], { Ask: link });
		expect(after[0].parameters.resource).toBe('apiRequest');
		expect(text).toContain("other nodes read the server's answer");
	});

	it('if it sends a file of the item', () => {
		const parameters = [
			{ name: 'number', value: '5511988887777' },
			{ name: 'type', value: 'image' },
			{ name: 'file', parameterType: 'formBinaryData', inputDataFieldName: 'photo' },
		];
		const form = { contentType: 'multipart-form-data', bodyParameters: { parameters } };
		const url = 'https://go.example.com/send/media';
		const { after } = converted([asking({ url, more: form })]);
		expect(after[0].parameters).toMatchObject({
			operation: 'sendMedia',
			mediaType: 'image',
			mediaSource: 'binary',
			binaryPropertyName: 'photo',
		});
		const other = parameters.map((one) => (one.name === 'file' ? { ...one, name: 'x' } : one));
		const elsewhere = { ...form, bodyParameters: { parameters: other } };
		expect(converted([asking({ url, more: elsewhere })]).text).toContain('not named');
	});
});

describe('converter: keys of Evolution Go, which say which instance is meant', () => {
	it('are neither copied into the workflow nor shown in the report', () => {
		const { after, text } = converted([asking({})]);
		expect(JSON.stringify([after, text])).not.toContain('secret-token');
		expect(after[0].credentials).toBeUndefined();
		expect(text).toContain('Choose a credential of the type Evolution Go API in: Ask.');
	});

	it('need one credential for each different key: the report lists the nodes that had the same key together', () => {
		const other = asking({ name: 'Other', headers: { apikey: 'other-token' } });
		const { text } = converted([asking({}), other, asking({ name: 'Again' })]);
		expect(text).toContain('of the credential in: Ask, Again. It is not copied. This key needs');
		expect(text).toContain('of the credential in: Other. It is not copied. This key needs');
	});

	it('are not replaced by the credential that was named for Evolution API', () => {
		const nodes = [asking({})];
		const credential = { type: 'evolutionGlobalKeyApi', name: 'Evo' } as const;
		const { result } = convert({ nodes, connections: {} }, { credential });
		const [{ parameters, credentials }] = (result as WorkflowJson).nodes as NodeJson[];
		expect([parameters.authentication, credentials]).toEqual(['evolutionGo', undefined]);
	});
});

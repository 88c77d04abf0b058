import type { IDataObject } from 'n8n-workflow';

import { bytesOf, fileItem } from '../../../../support/binary';
import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, fail, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const call = (values: IDataObject, more: Partial<OperationRun> = {}) =>
	runOperation(simulator.current, {
		resource: 'apiRequest',
		operation: 'request',
		values,
		...more,
	});

describe('API Request', () => {
	const bad: Array<[what: string, values: IDataObject, message: RegExp]> = [
		[
			'a path that leaves the server',
			{ path: '//evil.example.com/x' },
			/^"Path" must start with one "\/", not "\/\/evil\.example\.com\/x"/,
		],
		[
			'a whole address',
			{ path: 'https://evil.example.com/x' },
			/^"Path" must start with one "\/", not "https:\/\/evil\.example\.com\/x"/,
		],
		['a path with ".."', { path: '/a/../b' }, /^"Path" must not contain "\." or "\.\." as a part/],
		[
			'a path with a percent-encoded ".."',
			{ path: '/a/%2E%2e/b' },
			/^"Path" must not contain "\." or "\.\." as a part/,
		],
		['a backslash', { path: '/a\\b' }, /^"Path" contains a character that an address cannot have/],
		[
			'a placeholder that nobody fills in',
			{ path: '/group/{groupId}/{instance}' },
			/^"Path" contains \{groupId\}, but only \{instance\} is filled in/,
		],
		[
			'another instance in the query',
			{ path: '/settings/find/{instance}', query: '{"instanceName":"other"}' },
			/^"Query Parameters \(JSON\)" contains "instanceName", which would send the request to another instance/,
		],
		[
			'another instance in the path’s own query',
			{ path: '/settings/find/{instance}?instanceName=other' },
			/^"Query Parameters \(JSON\)" contains "instanceName", which would send the request to another instance/,
		],
		[
			'an instance by list in the query',
			{ path: '/settings/find/{instance}', query: '{"instanceName[]":"other"}' },
			/would send the request to another instance/,
		],
		[
			'another instance in the query of a path that names the own one',
			{ path: '/settings/find/demo', query: '{"instanceName":"other"}' },
			/would send the request to another instance/,
		],
		[
			'another instance in the path',
			{ method: 'DELETE', path: '/instance/delete/two' },
			/^"Path" names an instance other than "demo"/,
		],
		[
			'another instance behind the own one',
			{ method: 'DELETE', path: '/typebot/delete/{instance}/two' },
			/^"Path" names an instance other than "demo"/,
		],
		[
			'another instance that a proxy would decode',
			{ method: 'DELETE', path: '/instance%2Fdelete%252Ftwo//' },
			/^"Path" names an instance other than "demo"/,
		],
		[
			'a query that is no object',
			{ path: '/', query: '[1]' },
			/^"Query Parameters \(JSON\)" must be a JSON object, not "\[1\]"/,
		],
		[
			'a query with an object in it',
			{ path: '/', query: '{"a":{"b":1}}' },
			/^"Query Parameters \(JSON\)" contains "a", which is neither text, a number nor true or false/,
		],
		[
			'a body that is no JSON',
			{ method: 'POST', path: '/', body: 'text' },
			/^"JSON Body" must be JSON, not "text"/,
		],
		[
			'a file that is not there',
			{ method: 'POST', path: '/', bodyType: 'file' },
			/^"Input Data Field Name" is "data", but the input item has no such file/,
		],
	];
	it.each(bad)('refuses %s before any request', async (_what, values, message) => {
		const { error } = await call(values);
		expect(error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([
		['JSON Body', { method: 'POST', body: '={"text":"{{ $json.text }}"}' }],
		['Query Parameters (JSON)', { query: '={"text":"{{ $json.text }}"}' }],
	])(
		'a text of several lines with quotes breaks %s, and the error says how to put it in',
		async (field, values) => {
			const { error } = await call(
				{ path: '/chat/findMessages/{instance}', ...values },
				{ items: [{ json: { text: 'Hi "Ana"\nhow are you?' } }] },
			);
			expect(error?.message).toContain(`"${field}" must be `);
			expect(error?.description).toContain('{{ { "text": $json.text } }}');
			expect(arrived(simulator.current)).toEqual([]);
		},
	);

	it.each([
		['JSON Body', { method: 'POST', body: '={{ { "text": $json.text } }}' }],
		['JSON Body', { method: 'POST', body: '={"text":{{ JSON.stringify($json.text) }}}' }],
	])(
		'a text of several lines with quotes is put into %s as that error says',
		async (_field, values) => {
			const text = 'Hi "Ana"\nhow are you?';
			await call(
				{ path: '/chat/findMessages/{instance}', ...values },
				{ items: [{ json: { text } }] },
			);
			expect(arrived(simulator.current)[0].body).toEqual({ text });
		},
	);

	it('":instance", as other programs write it, is not taken for an instance that the server lacks', async () => {
		const { error } = await call({
			method: 'POST',
			path: '/message/sendText/:instance',
			body: '{}',
		});
		expect(error?.message).toBe('"Path" names an instance other than "demo"');
		expect(error?.description).toContain('write {instance} in the path');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('says that an instance is missing where the path needs one', async () => {
		const { error } = await call({ path: '/settings/find/{instance}' }, { instance: '' });
		expect(error?.message).toBe('"Instance" is empty');
	});

	it('explains an error of the server like every other operation', async () => {
		const { error } = await call({ path: '/no/such/{instance}' });
		expect(error?.message).toBe('The server does not know GET /no/such/demo');
	});

	it('reaches another instance only where Allow Other Instances is switched on', async () => {
		const values = { path: '/instance/connectionState/new-phone' };
		expect((await call(values)).error?.description).toContain('Allow Other Instances');
		expect(arrived(simulator.current)).toEqual([]);
		const { items } = await call({ ...values, anyInstance: true });
		expect(items[0].json).toMatchObject({ instance: { instanceName: 'new-phone' } });
	});

	it('takes the own instance by name, and filters the list of instances', async () => {
		const { items } = await call({ path: '/instance/connectionState/demo' });
		expect(items[0].json).toMatchObject({ instance: { instanceName: 'demo' } });
		const list = await call({ path: '/instance/fetchInstances?instanceName=demo' });
		expect(list.items).toHaveLength(1);
	});

	it('needs no instance for a route of the whole server', async () => {
		const { items } = await call({ path: '/' }, { instance: '' });
		expect(items[0].json).toMatchObject({ status: 200, version: '2.3.7' });
	});

	it('inserts the instance name as one path segment', async () => {
		await call({ path: '/instance/connectionState/{instance}' }, { instance: 'a/b?c' });
		expect(arrived(simulator.current)[0].path).toBe('/instance/connectionState/a%2Fb%3Fc');
	});

	it('sends query and JSON body', async () => {
		const values = {
			method: 'POST',
			path: '/message/sendText/{instance}?a=1',
			query: '{"b":true}',
			body: '{"number":"5511988887777","text":"Hi"}',
		};
		const { items } = await call(values);
		expect(items[0].json).toMatchObject({ message: { conversation: 'Hi' } });
		expect(arrived(simulator.current)).toMatchObject([
			{
				method: 'POST',
				query: { a: '1', b: 'true' },
				body: { number: '5511988887777', text: 'Hi' },
			},
		]);
	});

	it('gives one item for each element of a list', async () => {
		const { items } = await call({ path: '/instance/fetchInstances', anyInstance: true });
		expect(items).toHaveLength(2);
	});

	it.each([
		'',
		'?instanceName=new-phone',
		'?instanceId=1',
		'?instanceName=demo&instanceId=1',
		'?instanceName=demo&number=5511977776666',
		'?instanceName=demo&instanceName=new-phone',
	])(
		'lists no other instances with their tokens, unless Any Instance is on: fetchInstances%s',
		async (query) => {
			const { error } = await call({ path: `/instance/fetchInstances${query}` });
			expect(error?.message).toContain('lists other instances with their tokens');
			expect(arrived(simulator.current)).toEqual([]);
		},
	);

	it('shows the beginning of a file that the server repeats in its error, and not all of it', async () => {
		const body = { status: 400, response: { message: [`Invalid media: ${'QUJD'.repeat(500)}`] } };
		fail(simulator.current, { path: '/chat/findChats', status: 400, body });
		const { error } = await call({ method: 'POST', path: '/chat/findChats/{instance}' });
		expect(error?.message).toContain('Invalid media: QUJD');
		expect(`${error?.message} ${error?.description}`.length).toBeLessThan(400);
	});

	it('uploads a file with form fields', async () => {
		const picture = Buffer.from('picture');
		const { error } = await call(
			{
				method: 'POST',
				path: '/message/sendMedia/{instance}',
				bodyType: 'file',
				formFields: '{"number":"5511988887777","mediatype":"document","fileName":"a.txt"}',
			},
			{ items: [fileItem(picture, 'text/plain', 'a.txt')] as OperationRun['items'] },
		);
		expect(error).toBeUndefined();
		expect(arrived(simulator.current)[0].files).toMatchObject([
			{ field: 'file', size: picture.length },
		]);
	});

	it('puts the answer into a file', async () => {
		const { items } = await call({ path: '/', asFile: true });
		const bytes = await bytesOf(items[0].binary?.data);
		expect(JSON.parse(bytes.toString())).toMatchObject({ version: '2.3.7' });
		expect(items[0].binary?.data.mimeType).toBe('application/json');
	});

	it.each([
		'/group/acceptInviteCode/{instance}',
		'/group/ACCEPTinviteCODE/{instance}/',
		'/group/accept%49nviteCode/{instance}',
		'/group/accept%2549nviteCode/{instance}',
		'/group/acceptInviteCode%2F{instance}',
		'/license/activate',
		'/License/Register',
	])('does not retry %s, a GET that changes something', async (path) => {
		const fault = { times: 9, method: 'GET', drop: 'after' };
		await fetch(`${simulator.current.url}/_sim/faults`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(fault),
		});
		await call({ path, query: '{"inviteCode":"A"}' });
		expect(arrived(simulator.current)).toHaveLength(1);
	});
});

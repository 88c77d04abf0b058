import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, bodies, demoOf, fail, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

beforeEach(() => (demoOf(simulator.current).integration = 'WHATSAPP-BUSINESS'));

const BODY = '[{"type":"BODY","text":"Hello"}]';

const template = async (operation: string, values: IDataObject = {}) =>
	await runOperation(simulator.current, { resource: 'template', operation, values });

const create = async (values: IDataObject = {}) =>
	await template('create', {
		newTemplateName: 'order_shipped',
		category: 'UTILITY',
		language: 'en_US',
		components: BODY,
		...values,
	});

it('Create Template in another language explains that Meta created it although the server gives an error', async () => {
	const newTemplateName = 'order_paid';
	await create({ newTemplateName });
	const { error } = await create({ newTemplateName, language: 'pt_BR' });
	expect(error?.message).toBe('Meta has the template; the server lists one template for each name');
	expect(error?.description).not.toContain('It may still have been done');
	const { items } = await template('getMany', { returnAll: true });
	const made = items.filter(({ json }) => JSON.stringify(json).includes(newTemplateName));
	expect(made).toHaveLength(2);
});

describe('Template: bad input is refused before any request', () => {
	const bad: Array<[what: string, operation: string, values: IDataObject, message: RegExp]> = [
		[
			'Create with capitals in the template name',
			'create',
			{ newTemplateName: 'Order Shipped' },
			/^"Template Name" must be the name of a template, not "Order Shipped"/,
		],
		[
			'Create without a template name',
			'create',
			{ newTemplateName: '={{ "" }}' },
			/^"Template Name" is empty/,
		],
		['Create without components', 'create', { components: '[]' }, /^"Components" is empty/],
		[
			'Create with components that are not a list',
			'create',
			{ components: '{}' },
			/^"Components" must be a JSON list/,
		],
		[
			'Create with components that are not JSON',
			'create',
			{ components: '[{' },
			/^"Components" must be a JSON list/,
		],
		[
			'Create with an unknown category',
			'create',
			{ category: '={{ "NEWS" }}' },
			/^"Category" must be AUTHENTICATION, MARKETING, or UTILITY, not "NEWS"/,
		],
		[
			'Delete without a template name',
			'delete',
			{ templateName: '={{ "" }}' },
			/^"Template Name" is empty/,
		],
		['Update without changes', 'update', { template: '1', changes: {} }, /^"Changes" is empty/],
		[
			'Update with components that are not a JSON list',
			'update',
			{ template: '1', changes: { components: 'Hello' } },
			/^"Changes → Components" must be a JSON list, not "Hello"/,
		],
		['Get Many without an instance', 'getMany', { instance: '={{ "" }}' }, /^"Instance" is empty/],
	];
	it.each(bad)('%s', async (_what, operation, values, message) => {
		const { error } =
			operation === 'create' ? await create(values) : await template(operation, values);
		expect(error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

it.each(['create', 'delete', 'getMany', 'update'])(
	"%s asks nothing of the server where the instance isn't one of Meta's Cloud API, and the error says so",
	async (operation) => {
		demoOf(simulator.current).integration = 'WHATSAPP-BAILEYS';
		const values = { template: '1', templateName: 'a', changes: { category: 'MARKETING' } };
		const { error } = await (operation === 'create' ? create() : template(operation, values));
		expect(error?.message).toBe(
			'Templates need a WHATSAPP-BUSINESS instance, and "demo" isn\'t one',
		);
		expect(arrived(simulator.current).some(({ path }) => path.includes('/template/'))).toBe(false);
	},
);

describe('Template → Create', () => {
	it("gives Meta's reason in the error when Meta refuses the template", async () => {
		await create();
		const { error } = await create();
		expect(error?.message).toBe(
			'Meta refused the request: Content in This Language Already Exists',
		);
		expect(error?.description).toContain('There is already en_US content for this template');
	});

	it('gives an error where the server passes an error of Meta on as a success', async () => {
		const body = { message: 'Invalid OAuth access token', type: 'OAuthException', code: 190 };
		fail(simulator.current, { path: '/template/', status: 201, body });
		expect((await create()).error?.message).toBe(
			'Meta refused the request: Invalid OAuth access token',
		);
	});

	it("gives the text of the error when the server's schema refuses the request", async () => {
		const message = [['instance requires property "name"']];
		const details = {
			whatsapp_error: message,
			error_user_msg: message,
			type: 'whatsapp_api_error',
		};
		const body = { status: 400, error: 'Bad Request', message, details };
		fail(simulator.current, { path: '/template/', status: 400, body });
		expect((await create()).error?.message).toBe(
			'The server does not accept a value of this request: instance requires property "name"',
		);
	});

	it('sends all fields and options, and outputs the template ID and the approval status', async () => {
		const options = { allowCategoryChange: true, webhookUrl: 'https://example.com/hook' };
		const { items } = await create({ options });
		expect(bodies(simulator.current).at(-1)).toEqual({
			name: 'order_shipped',
			category: 'UTILITY',
			language: 'en_US',
			components: [{ type: 'BODY', text: 'Hello' }],
			...options,
		});
		expect(items[0].json).toEqual({
			templateId: expect.stringMatching(/^\d+$/),
			templateName: 'order_shipped',
			category: 'UTILITY',
			status: 'PENDING',
			webhookUrl: 'https://example.com/hook',
			createdAt: expect.any(String),
		});
	});

	it('accepts components as a list from an expression', async () => {
		await create({ components: '={{ [{ type: "BODY", text: "Hi" }] }}' });
		expect(bodies(simulator.current).at(-1)).toMatchObject({
			components: [{ type: 'BODY', text: 'Hi' }],
		});
	});
});

describe('Template → Get Many', () => {
	it('gives the templates simplified, with the text of the body', async () => {
		const { items } = await template('getMany', { returnAll: true });
		expect(items.map(({ json }) => json)).toEqual([
			{
				templateId: '1192339204654487',
				templateName: 'hello_world',
				language: 'en_US',
				category: 'UTILITY',
				status: 'APPROVED',
				text: 'Hello World',
				components: [{ type: 'BODY', text: 'Hello World' }],
			},
		]);
	});

	it('stops at the limit', async () => {
		await create();
		expect((await template('getMany', { limit: 1 })).items).toHaveLength(1);
	});
});

describe('Template → Update and Delete:', () => {
	it('both give an error for a template that does not exist', async () => {
		const changes = { category: 'MARKETING' };
		const changed = await template('update', { template: '1', changes });
		expect(changed.error?.description).toContain("Object with ID '1' does not exist");
		const deleted = await template('delete', { templateName: 'nope' });
		expect(deleted.error?.message).toBe('Meta refused the request: Message Template Not Found');
	});

	it('Update sends only the changes that are given', async () => {
		const { items } = await template('update', {
			template: '1192339204654487',
			changes: { components: BODY, ttl: 600 },
		});
		expect(bodies(simulator.current).at(-1)).toEqual({
			templateId: '1192339204654487',
			components: [{ type: 'BODY', text: 'Hello' }],
			ttl: 600,
		});
		expect(items[0].json).toEqual({ updated: true, templateId: '1192339204654487' });
	});

	it('Delete needs server 2.3.7 or newer, and the error says so', async () => {
		fail(simulator.current, {
			path: '/template/',
			status: 404,
			body: { status: 404, response: { message: ['Cannot DELETE /template/delete/demo'] } },
		});
		simulator.current.state.config.version = '2.3.6';
		const { error } = await template('delete', { templateName: 'hello_world' });
		expect(error?.message).toBe('This needs Evolution API 2.3.7 or newer; the server is 2.3.6');
	});

	it('Delete removes one language of a template, or all', async () => {
		const other = await create({ newTemplateName: 'hello_world', language: 'pt_BR' });
		const { templateId } = other.items[0].json;
		const one = await template('delete', { templateName: 'hello_world', options: { templateId } });
		expect(one.items[0].json).toEqual({ deleted: true, templateName: 'hello_world', templateId });
		const rest = await template('delete', { templateName: 'hello_world' });
		expect(rest.items[0].json).toMatchObject({ deleted: true, templateId: null });
		expect((await template('getMany')).items).toEqual([]);
	});
});
